import { renderToString } from "react-dom/server";
import { Site } from "./site.tsx";
import type { Visit } from "./visit.ts";

/** The page as the server sends it. */
export const render = (visit: Visit): string => `<!doctype html>${renderToString(<Site visit={visit} />)}`;
