// Builds what is published, into dist or the folder that is given: ES modules and CommonJS, each with its declarations.
import { execFile } from "node:child_process";
import { cp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Options } from "tsup";

const folder = fileURLToPath(new URL(".", import.meta.url));
const dist = resolve(process.argv[2] ?? join(folder, "dist"));
const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("@typescript/native/package.json")));

const shared: Options = {
  entry: { index: "src/index.ts", resources: "src/resources.ts", "contract/index": "src/contract/index.ts" },
  config: false,
  target: "es2022",
  platform: "neutral",
  silent: true,
};

process.chdir(folder);
await rm(dist, { recursive: true, force: true });
const [esm, cjs] = [join(dist, "esm"), join(dist, "cjs")];
await Promise.all([
  // What two entry points need is a file of its own: whoever imports both gets it once.
  build({ ...shared, format: "esm", outDir: esm, splitting: true }),
  build({
    ...shared,
    format: "cjs",
    splitting: false,
    outDir: cjs,
    outExtension: () => ({ js: ".js" }),
    // These are ES modules only, which not every CommonJS runtime can require (Jest, for one): so they are built in.
    noExternal: ["eventsource-parser", "jose", "ky"],
  }),
  // File by file: a bundle of declarations loses the schemas of the contract that share their name with a type.
  promisify(execFile)(process.execPath, [tsc, "--project", "tsconfig.build.json", "--outDir", esm]),
]);
await cp(esm, cjs, { recursive: true, filter: (file) => !file.endsWith(".js") });
await writeFile(join(cjs, "package.json"), '{ "type": "commonjs" }\n');
