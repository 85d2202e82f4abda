// npm run generate: writes what is generated from the contract and committed, so that each change to it can be seen.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeApi } from "../packages/api/src/platform/openapi.ts";

const file = join(import.meta.dirname, "../packages/api/openapi.json");
await writeFile(file, `${JSON.stringify(describeApi(), null, 2)}\n`);
console.log("Wrote packages/api/openapi.json");
