import { StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { connectBursar } from "./bursar.ts";
import { Site } from "./site.tsx";
import type { Visit } from "./visit.ts";

const visit = JSON.parse(document.querySelector("#visit")?.textContent ?? "") as Visit;

connectBursar(visit);
hydrateRoot(
  document,
  <StrictMode>
    <Site visit={visit} />
  </StrictMode>,
);
