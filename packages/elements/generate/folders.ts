import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const source = join(import.meta.dirname, "../src");

/** The names of all elements, such as `enroll-button`: each folder of `src` that defines one. */
export const elementNames: readonly string[] = globSync("*/define.ts", { cwd: source })
  .map((file) => dirname(file))
  .filter((name) => name !== "internal")
  .sort();

/** The names of the files that hold an event each, such as `enroll`. */
export const eventFiles: readonly string[] = globSync("events/*.ts", { cwd: source })
  .map((file) => basename(file, ".ts"))
  .sort();
