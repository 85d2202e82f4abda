import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}README.md`, "utf8");
const snippets = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);

/** Type-checks sources as if they lay beside package.json, without writing them there. */
function complaints(sources: string[]): string[] {
  const { config } = ts.readConfigFile(`${folder}tsconfig.test.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const files = new Map(sources.map((source, index) => [`${folder}snippet-${index + 1}.ts`, source]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place =
      file && start !== undefined ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}` : "";
    return `${place} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

test("every snippet of the README is right", { timeout: 60_000 }, () => {
  expect(snippets.length).toBeGreaterThan(5);
  expect(complaints(snippets)).toEqual([]);
});

test("a wrong snippet would be found", { timeout: 60_000 }, () => {
  const wrong = 'import { Bursar } from "@bursar/sdk";\nnew Bursar({ secret: "sk_test_1" });';
  expect(complaints([wrong])).toEqual([expect.stringMatching(/snippet-1\.ts:2 .*/)]);
});
