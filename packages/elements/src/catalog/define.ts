import { define } from "../internal/define.ts";
import { BursarCatalog } from "./catalog.ts";

define("bursar-catalog", BursarCatalog);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-catalog": BursarCatalog;
  }
}

export { BursarCatalog };
