import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

interface Snippet {
  document: string;
  /** Empty lines stand for what comes before it, so that a complaint names the line of the document. */
  source: string;
}

function snippetsOf(document: string): Snippet[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(/(?<=^```tsx?\n).*?(?=^```$)/gms)].map(({ 0: code, index }) => ({
    document,
    source: text.slice(0, index).replace(/.+/g, "") + code,
  }));
}

/** Type-checks snippets as if they lay in this folder, by its configuration, without writing them there. */
function complaints(snippets: Snippet[], folder: string, configuration: string): string[] {
  const home = join(root, folder);
  const { config } = ts.readConfigFile(join(home, configuration), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, home, { jsx: ts.JsxEmit.ReactJSX });
  const files = new Map(snippets.map((snippet, index) => [join(home, `snippet-${index}.tsx`), snippet]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name)?.source ?? readFile(name);
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const name = file && (files.get(file.fileName)?.document ?? file.fileName);
    const place = file && `${name}:${file.getLineAndCharacterOfPosition(start).line + 1} `;
    return `${place ?? ""}${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

const documents = globSync(["README.md", "docs/**/*.md", "packages/*/README.md"], { cwd: root }).sort();
const aboutElements = ({ source }: Snippet): boolean => source.includes('"@bursar/elements');

test.each([
  ["the client", (snippet: Snippet) => !aboutElements(snippet), 15, "packages/sdk", "tsconfig.test.json"],
  ["the elements", aboutElements, 2, "packages/elements", "tsconfig.json"],
] as const)("every snippet about %s is right", { timeout: 60_000 }, (_, isAbout, countMin, folder, configuration) => {
  const snippets = documents.flatMap(snippetsOf).filter(isAbout);
  expect(snippets.length).toBeGreaterThanOrEqual(countMin);
  expect(complaints(snippets, folder, configuration)).toEqual([]);
});

test("a wrong snippet would be found, in its line of the document", { timeout: 60_000 }, () => {
  const source = '\n\nimport { Bursar } from "@bursar/sdk";\nnew Bursar({ secret: "sk_test_1" });';
  expect(complaints([{ document: "docs/wrong.md", source }], "packages/sdk", "tsconfig.test.json")).toEqual([
    expect.stringMatching(/^docs\/wrong\.md:4 /),
  ]);
});
