// Builds what is published, into dist/npm or the folder that is given: ES modules and declarations file by file, since
// it is the host's bundler that bundles, and what describes the elements to editors and other tools.
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { describeForVsCode } from "./generate/editor-data.ts";
import { describePackage } from "./generate/manifest.ts";

const root = import.meta.dirname;
const dist = resolve(process.argv[2] ?? join(root, "dist/npm"));
const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("@typescript/native/package.json")));

/** TypeScript 6.0 leaves the extension of a dynamic import in a class field as it is, so it only declares. */
const fileByFile: Plugin = {
  name: "file-by-file",
  setup({ onResolve }) {
    onResolve({ filter: /^\..+\.ts$/ }, ({ path, kind }) =>
      kind === "entry-point" ? null : { path: path.replace(/ts$/, "js"), external: true },
    );
  },
};

await rm(dist, { recursive: true, force: true });
await promisify(execFile)(process.execPath, [tsc, "--project", join(root, "tsconfig.build.json"), "--outDir", dist]);
await build({
  absWorkingDir: root,
  entryPoints: globSync("**/*.d.ts", { cwd: dist }).map((file) => `./src/${file.replace(/\.d\.ts$/, ".ts")}`),
  outbase: "src",
  outdir: dist,
  bundle: true,
  packages: "external",
  format: "esm",
  target: "es2022",
  charset: "utf8",
  plugins: [fileByFile],
});
const write = (name: string, content: object) => writeFile(join(dist, name), `${JSON.stringify(content, null, 2)}\n`);
await write("custom-elements.json", describePackage("dist/npm"));
await write("vscode.html-custom-data.json", describeForVsCode());
