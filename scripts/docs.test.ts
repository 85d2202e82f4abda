import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { operations, problemCodes } from "@bursar/sdk/contract";
import { describe, expect, test } from "vitest";
import { describeElements } from "../packages/elements/generate/manifest.ts";
import { anchor } from "./reference/markdown.ts";

const root = join(import.meta.dirname, "..");
const documents = globSync(["*.md", "docs/**/*.md", "packages/*/*.md"], {
  cwd: root,
  exclude: ["**/node_modules"],
}).sort();
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const withoutCode = (text: string): string => text.replace(/^```.*?^```/gms, "");

/** What a link into the page may name. */
function anchorsOf(path: string): Set<string> {
  const text = withoutCode(read(path));
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    anchor(heading.replace(/<a id.*?<\/a>/, "")),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="(.+?)">/g)].map(([, id]) => `#${id}`)]);
}

/** Links of a page that lead nowhere on this disk. */
function brokenLinks(path: string): string[] {
  const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = "", id] = link.split("#");
    const target = file ? join(dirname(path), file) : path;
    if (!existsSync(join(root, target))) return true;
    return id !== undefined && (statSync(join(root, target)).isDirectory() || !anchorsOf(target).has(`#${id}`));
  });
}

test.each(documents)("no link in %s leads nowhere", (path) => {
  expect(brokenLinks(path)).toEqual([]);
});

test("the reference of the API has every operation and every problem", () => {
  const text = read("docs/api.md");
  const missing = operations
    .map(({ method, path }) => `\`${method.toUpperCase()} ${path}\``)
    .filter((one) => !text.includes(one));
  expect(missing).toEqual([]);
  expect(problemCodes.filter((code) => !text.includes(`<a id="${code}">`))).toEqual([]);
});

describe("what the pages show of the elements", () => {
  const elements = describeElements();
  const code = documents
    .filter((path) => !path.startsWith("docs/decisions/"))
    .flatMap((path) =>
      [...read(path).matchAll(/(?<=^```(?:html|css|tsx)\n).*?(?=^```)/gms)].map(([snippet]) => snippet),
    )
    .join("\n");
  const codeWithoutValues = code.replace(/(?<==)"[^"<]*"/g, '""');
  const shown = (pattern: RegExp, text = code) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  const unknown = (pattern: RegExp, known: string[]) => shown(pattern).filter((name) => !known.includes(name));
  const names = (things: { name: string }[]) => things.map(({ name }) => name);

  test("each tag, placeholder, part and token exists", () => {
    const tags = elements.map(({ tagName }) => tagName);
    expect(unknown(/<(bursar-[\w-]+)/g, tags)).toEqual([]);
    expect(
      unknown(
        /data-bursar="([\w-]+)"/g,
        elements.map(({ folder }) => folder),
      ),
    ).toEqual([]);
    expect(unknown(/::part\(([\w-]+)\)/g, names(elements.flatMap(({ cssParts }) => cssParts)))).toEqual([]);
    expect(unknown(/(--bursar-[\w-]+)/g, names(elements.flatMap(({ cssProperties }) => cssProperties)))).toEqual([]);
    // Otherwise the patterns have stopped to find anything.
    expect(shown(/<(bursar-[\w-]+)/g).length).toBeGreaterThan(3);
  });

  test.each(elements)(
    "each attribute of $tagName exists, on its placeholder, too",
    ({ tagName, folder, attributes }) => {
      const known = ["slot", "class", "id", ...names(attributes)];
      const onTag = shown(new RegExp(`<${tagName}\\b([^>]*)>`, "g"), codeWithoutValues).flatMap((inside) =>
        shown(/\s([\w-]+)/g, inside),
      );
      const placeholders = shown(new RegExp(`data-bursar="${folder}"([^>]*)>`, "g"));
      const onPlaceholder = placeholders.flatMap((inside) => shown(/\sdata-([\w-]+)/g, inside));
      expect([...onTag, ...onPlaceholder].filter((name) => !known.includes(name))).toEqual([]);
    },
  );

  test("theming explains every token", () => {
    const page = read("docs/theming.md");
    const tokens = new Set(names(elements.flatMap(({ cssProperties }) => cssProperties)));
    expect([...tokens].filter((token) => !page.includes(`| \`${token}\``))).toEqual([]);
  });
});
