export { type Configuration, configure } from "./session/page.ts";
