import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Snippet {
  /** The heading above it. */
  heading: string;
  /** The file that the words before it begin with, if they do: `setup.js` makes … */
  file: string | undefined;
  language: string;
  code: string;
}

/** The pieces of code on a page, in their order. */
export function snippetsOf(document: string): Snippet[] {
  const text = readFileSync(join(import.meta.dirname, "..", document), "utf8");
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(({ 1: language = "", 2: code = "", index }) => {
    const before = text.slice(0, index).trimEnd();
    const heading = [...before.replace(/^```.*?^```$/gms, "").matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? "";
    const file = before
      .split("\n\n")
      .at(-1)
      ?.match(/^`([\w.]+)`/)?.[1];
    return { heading, file, language, code };
  });
}
