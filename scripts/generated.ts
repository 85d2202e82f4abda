import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeApi } from "../packages/api/src/platform/openapi.ts";
import { generateModules } from "../packages/elements/generate/modules.ts";
import { apiReference } from "./reference/api.ts";
import { elementsReference, partsTable } from "./reference/elements.ts";

/** Every file that is generated and committed, by its path from the root. */
export function generateFiles(): Record<string, string> {
  const modules = Object.entries(generateModules()).map(([path, text]) => [`packages/elements/${path}`, text]);
  return {
    "packages/api/openapi.json": `${JSON.stringify(describeApi(), null, 2)}\n`,
    "docs/api.md": apiReference(),
    "docs/elements.md": elementsReference(),
    "docs/theming.md": withGenerated("docs/theming.md", partsTable()),
    ...Object.fromEntries(modules),
  };
}

/** A page written by hand, with what is generated between its two marks. */
function withGenerated(path: string, content: string): string {
  const page = readFileSync(join(import.meta.dirname, "..", path), "utf8");
  const marked = /(?<=<!-- generated -->\n).*(?=<!-- \/generated -->)/s;
  if (!marked.test(page)) throw new Error(`${path} has no <!-- generated --> … <!-- /generated -->`);
  return page.replace(marked, () => `\n${content}\n\n`);
}
