import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/**
 * Measured 16,400, of which ky is half, and verifying webhooks, which pages don't, 900. What a feature costs shows in the
 * change that raises this. Pages that count their bytes take `@bursar/sdk/resources`.
 */
const gzipBytesMax = 17_000;

async function bundle(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = used.map(([file]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "own");
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { packages: [...new Set(packages)].sort(), bytes: bytes.byteLength, gzipBytes: gzipSync(bytes).byteLength };
}

test("a browser bundle has neither zod nor jose in it, and is small", async () => {
  const { packages, bytes, gzipBytes } = await bundle(`
    import { Bursar, isBursarError } from "@bursar/sdk";
    globalThis.entry = [Bursar, isBursarError];
  `);
  console.log(`@bursar/sdk in a browser: ${bytes} bytes, ${gzipBytes} gzipped (limit ${gzipBytesMax})`);
  expect(packages).toEqual(["eventsource-parser", "ky", "own"]);
  expect(gzipBytes).toBeLessThan(gzipBytesMax);
});

test("who signs user tokens gets jose, and no client", async () => {
  const { packages } = await bundle(`
    import { createUserToken } from "@bursar/sdk";
    globalThis.entry = createUserToken;
  `);
  expect(packages).toEqual(["jose", "own"]);
});
