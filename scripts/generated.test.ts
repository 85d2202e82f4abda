import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generateFiles } from "./generated.ts";

test.each(Object.entries(generateFiles()))(
  "%s is committed as it is generated: run `npm run generate`",
  async (path, text) => {
    expect((await readFile(join(import.meta.dirname, "..", path), "utf8")) === text).toBe(true);
  },
);

test("nothing is left of an element that is gone", () => {
  const folder = "packages/elements/src/generated/";
  const generated = Object.keys(generateFiles()).filter((path) => path.startsWith(folder));
  const present = globSync("**/*.ts", { cwd: join(import.meta.dirname, "..", folder) });
  expect(present.map((path) => folder + path).sort()).toEqual(generated.sort());
});
