import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { transform } from "esbuild";
import { build, type InputOptions, type OutputChunk, type Plugin } from "rolldown";
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
  transform: {
    filter: { id: /lit-html\/lit-html\.js$/ },
    handler(source) {
      const code = source.replace(
        /(\w+)\?\1\.createPolicy\("lit-html",(\{[^}]*\})\)/,
        '$1?globalThis[Symbol.for("bursar.policy")]??=$1.createPolicy("bursar",$2)',
      );
      if (code === source) throw new Error("lit creates its Trusted Types policy in another way now");
      return code;
    },
  },
};

const minifiedStyles: Plugin = {
  name: "minified-styles",
  transform: {
    filter: { id: /\.styles\.ts$/ },
    async handler(source) {
      const [before, css, after] = source.split("`") as [string, string, string];
      const { code } = await transform(css, { loader: "css", minify: true, charset: "utf8", target });
      return `${before}\`${code.trim()}\`${after}`;
    },
  },
};

/** What comes later is fetched first, with all that it needs and the page does not have: see `fetched-first.ts`. */
const fetchedFirst: Plugin = {
  name: "fetched-first",
  transform: {
    filter: { id: /elements\/src\/.*\.ts$/, code: /\bimport\("/ },
    handler(source) {
      const helper = JSON.stringify(join(root, "src/internal/fetched-first.ts"));
      const code = source.replace(/\bimport\("[^"]+"\)/g, "fetchedFirst($&)");
      return `import { fetchedFirst } from ${helper};${code}`;
    },
  },
  // Only now each file has its name.
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
    for (const chunk of chunks) {
      const there = filesOf(chunk.fileName, chunks);
      chunk.code = chunk.code.replace(/\bimport\([`"']\.\/([^`"']+)[`"']\)/g, (_, name) =>
        JSON.stringify(filesOf(name, chunks).filter((file) => !there.includes(file))),
      );
    }
  },
};

const target = ["chrome123", "firefox121", "safari17.5"];

/**
 * What some elements share would be a file for each set of them, and one more request costs a page more than a few hundred
 * bytes do. So what all or nearly all need is one file, and so is what lists need.
 */
const groups = [
  {
    name: "core",
    test: anyOf(
      /node_modules\/(?!.*\/directives?\b)/,
      /oxc-project.runtime/,
      /packages\/sdk\/src\/(?!event-stream|resources\/)/,
      /packages\/sdk\/src\/resources\/(resource|wallets)\./,
      /src\/events\/error/,
      /src\/locales\/en\/common/,
      /src\/session\/(facts|ky|page|resource|session|signed-out)\./,
      /src\/internal\/(dates|decorators|define|icons|isolated|joined|language|load-error|localization|money|panel)\./,
      /src\/(mount|matching)\./,
      /src\/internal\/(plural|fetched-first|safe-url|trouble|until-it-comes|watch|base\.styles|button\.styles)\./,
    ),
  },
  {
    name: "offers",
    test: anyOf(
      /sdk\/src\/resources\/(enrollments|offerings)\./,
      /src\/(session\/(enrollments|offerings-of)|internal\/(deadline|leave|list\.styles))\./,
    ),
  },
  {
    name: "statement",
    test: anyOf(
      /node_modules\/.*\/directives?\b/,
      /sdk\/src\/resources\/(earnings|transactions)\./,
      /src\/session\/(earnings|transactions|wallets)\./,
      /src\/(internal|locales\/en)\/statement\./,
      /src\/internal\/statement\.styles/,
    ),
  },
  { name: "lists", test: /src\/(internal\/more|session\/pages|locales\/en\/list)\./ },
  { name: "search", test: /src\/internal\/(input\.styles|search)\./ },
  { name: "acting", test: /src\/(internal\/(act-trouble|save-file)|locales\/en\/acting)\./ },
  {
    name: "changing",
    test: /src\/(session\/cancelling|internal\/(late-styles|change-trouble)|locales\/en\/changing)\./,
  },
  {
    name: "waitlist",
    test: /(sdk\/src\/resources|elements\/src\/session)\/waitlist\.|src\/(internal\/until|events\/waitlist|locales\/en\/line)\./,
  },
  { name: "question", test: /src\/(internal\/(question|cancelling\.styles)|locales\/en\/cancelling)\./ },
  {
    name: "admin",
    test: anyOf(
      /sdk\/src\/resources\/(me|payouts)\./,
      /src\/events\/admin-/,
      /src\/internal\/(confirmation|dialog|field\.styles|held-enter|parse-amount|text-field)\./,
    ),
  },
];

function anyOf(...paths: RegExp[]): RegExp {
  return new RegExp(paths.map(({ source }) => source).join("|"));
}

const shared = {
  cwd: root,
  tsconfig: join(root, "tsconfig.json"),
  platform: "browser",
  resolve: {
    alias: {
      "lit/decorators.js": join(root, "src/internal/decorators.ts"),
      ky: join(root, "src/session/ky.ts"),
      "eventsource-parser": join(root, "src/session/event-source-parser.ts"),
    },
  },
  plugins: [ownTrustedTypesPolicy, minifiedStyles, fetchedFirst],
} satisfies InputOptions;

await rm(out, { recursive: true, force: true });

const elements = await build({
  ...shared,
  transform: { target },
  input: Object.fromEntries(elementNames.map((name) => [name, `src/${name}/define.ts`])),
  output: {
    dir: out,
    minify: true,
    entryFileNames: "[name]-[hash:6].js",
    chunkFileNames: "[name]-[hash:6].js",
    hashCharacters: "base36",
    comments: { legal: false },
    codeSplitting: { groups },
  },
});
const chunks = elements.output.filter((file) => file.type === "chunk");
const files = Object.fromEntries(
  elementNames.map((name) => {
    const own = chunks.find((chunk) => chunk.isEntry && chunk.name === name) as OutputChunk;
    return [name, filesOf(own.fileName, chunks)];
  }),
);

// By itself, so that it is one file which imports nothing: the token is asked for before anything else is loaded.
await build({
  ...shared,
  transform: { target, define: { FILES: JSON.stringify(files) } },
  input: "src/bursar.ts",
  output: { dir: out, minify: true },
});

// Its licence goes with the files and not into each of them, where it would cost every page 200 bytes.
const lit = fileURLToPath(new URL("LICENSE", import.meta.resolve("lit")));
await writeFile(join(out, "NOTICES.txt"), `These files contain parts of lit:\n\n${await readFile(lit, "utf8")}`);

await writeFile(join(out, "manifest.json"), JSON.stringify({ elements: files, files: await describe() }, null, 2));

/** A file, and all that it can't start without. */
function filesOf(own: string, chunks: OutputChunk[]): string[] {
  const found = new Set([own]);
  for (const name of found)
    for (const next of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) found.add(next);
  return [...found];
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
