import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { type BuildOptions, build, type Metafile, type Plugin, transform } from "esbuild";
import { elementNames } from "./generate/folders.ts";

/**
 * Builds what the API serves at /elements: `bursar.js`, which a host's page names, and the files that it loads, whose
 * names change with their content. `manifest.json` says what is there, with sizes and SRI hashes.
 *
 * usage: node build.ts [folder]
 */
const root = import.meta.dirname;
const out = resolve(process.argv[2] ?? join(root, "dist/browser"));

/** Two copies of lit on one page would both ask for the policy "lit-html", and the page's CSP would refuse the second. */
const ownTrustedTypesPolicy: Plugin = {
  name: "own-trusted-types-policy",
  setup({ onLoad }) {
    onLoad({ filter: /lit-html\/lit-html\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(
        /(\w+)\?\1\.createPolicy\("lit-html",(\{[^}]*\})\)/,
        '$1?globalThis[Symbol.for("bursar.policy")]??=$1.createPolicy("bursar",$2)',
      );
      if (contents === source) throw new Error("lit creates its Trusted Types policy in another way now");
      return { contents };
    });
  },
};

const minifiedStyles: Plugin = {
  name: "minified-styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.styles\.ts$/ }, async ({ path }) => {
      const [before, css, after] = (await readFile(path, "utf8")).split("`") as [string, string, string];
      const { code } = await transform(css, { loader: "css", minify: true, charset: "utf8", target });
      return { contents: `${before}\`${code.trim()}\`${after}`, loader: "ts" };
    });
  },
};

/**
 * The SDK's client has every resource of the API, and a page needs few of them. Elements speak to the API in `src/session`
 * alone: a resource that is not named there is left out.
 */
const onlyResourcesInUse: Plugin = {
  name: "only-resources-in-use",
  setup({ onLoad }) {
    onLoad({ filter: /sdk\/src\/resources\/[\w-]+\.ts$/ }, async ({ path }) => {
      const name = basename(path, ".ts").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      if (name === "resource" || new RegExp(`\\b${name}\\b`).test(await sessionSource)) return null;
      const [, Class] = /export class (\w+)/.exec(await readFile(path, "utf8")) ?? [];
      return { contents: `export class ${Class} {}` };
    });
  },
};

/**
 * Of code that some elements share, esbuild makes a file for each set of them. Where that is a few hundred bytes, one more
 * request costs a page more than the bytes do: it comes with what all elements share, because registering asks for it.
 */
const smallThingsTogether: Plugin = {
  name: "small-things-together",
  setup({ onLoad, onResolve }) {
    const names = ["dates", "deadline", "isolated", "money", "plural", "safe-url"];
    onLoad({ filter: /src\/internal\/define\.ts$/ }, async ({ path }) => {
      const imports = names.map((name) => `import "./${name}.ts";`);
      return { contents: imports.join("") + (await readFile(path, "utf8")), loader: "ts" };
    });
    onResolve({ filter: new RegExp(`/(${names.join("|")})\\.ts$`) }, ({ path, resolveDir }) =>
      resolveDir.startsWith(join(root, "src")) ? { path: join(resolveDir, path), sideEffects: true } : null,
    );
  },
};

const sessionSource = (async () => {
  const folder = join(root, "src/session");
  const files = (await readdir(folder)).filter((name) => !name.endsWith(".test.ts"));
  const sources = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return sources.join().replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
})();

const target = ["chrome123", "firefox121", "safari17.5"];

const shared = {
  absWorkingDir: root,
  outdir: out,
  bundle: true,
  format: "esm",
  target,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  alias: { ky: "./src/session/ky.ts", "eventsource-parser": "./src/session/event-source-parser.ts" },
  plugins: [ownTrustedTypesPolicy, minifiedStyles, onlyResourcesInUse, smallThingsTogether],
} satisfies BuildOptions;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const { metafile } = await build({
  ...shared,
  entryPoints: elementNames.map((name) => ({ in: `src/${name}/define.ts`, out: name })),
  splitting: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
});

const files = Object.fromEntries(elementNames.map((name) => [name, filesOf(metafile, `src/${name}/define.ts`)]));

// By itself, so that it is one file which imports nothing: the token is asked for before anything else is loaded.
await build({ ...shared, entryPoints: ["src/bursar.ts"], define: { FILES: JSON.stringify(files) } });

await writeFile(join(out, "manifest.json"), JSON.stringify({ elements: files, files: await describe() }, null, 2));

/** An element's own file, and all that it can't start without. */
function filesOf({ outputs }: Metafile, entryPoint: string): string[] {
  const [own] = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint) ?? [];
  const found = new Set([own as string]);
  for (const path of found) {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) if (kind === "import-statement") found.add(next);
  }
  return [...found].map((path) => basename(path));
}

/** Compresses each file once, for all that will be served, and says what it is. */
async function describe() {
  const described = (await readdir(out)).sort().map(async (name) => {
    const content = await readFile(join(out, name));
    const compressed = brotliCompressSync(content);
    await writeFile(join(out, `${name}.br`), compressed);
    const integrity = `sha384-${createHash("sha384").update(content).digest("base64")}`;
    return [name, { bytes: content.length, brotliBytes: compressed.length, integrity }] as const;
  });
  const files = await Promise.all(described);
  for (const [name, { brotliBytes, integrity }] of files) console.log(name.padEnd(28), `${brotliBytes} B`, integrity);
  return Object.fromEntries(files);
}
