// npm run generate: writes what is generated and committed, so that each change to it can be seen.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generateFiles } from "./generated.ts";

for (const [path, text] of Object.entries(generateFiles())) {
  const file = join(import.meta.dirname, "..", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`Wrote ${path}`);
}
