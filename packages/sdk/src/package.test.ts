import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bin, install, pack, run } from "../../../scripts/packed.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

let home: string;
let tarball: string;
let consumer: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "bursar-sdk-"));
  consumer = join(home, "consumer");
  const packed = await pack(folder, "build.ts", join(home, "stage"));
  await mkdir(consumer);
  await install(packed, folder, consumer);
  tarball = packed.tarball;
}, 120_000);

afterAll(() => rm(home, { recursive: true, force: true }));

/** Writes a program into a project that has installed the tarball. */
async function program(name: string, source: string): Promise<string> {
  await writeFile(join(consumer, name), source);
  return name;
}

const useIt = `
  const baseUrl = "https://api.test";
  const bursar = new Bursar({ secretKey: "sk_test_1", baseUrl, fetch: async () => Response.json({ balance: 70 }) });
  const secret = "uts_01jd3f6q8reg5tm2y0v9k4wxab." + "A".repeat(43);
  (async () => {
    const { balance } = await bursar.wallets.retrieve({ currency: "UNIT", user: "42" });
    const token = await createUserToken({ secret, user: "42" });
    console.log(balance, token.split(".").length, problems["wallet.frozen"].status);
  })();
`;
const names = "{ Bursar, createUserToken }";

describe("the packed tarball", { timeout: 60_000 }, () => {
  test("holds the build, its README, its licence and those of others, and nothing else", async () => {
    const files = (await run("tar", ["-tzf", tarball], home)).trim().split("\n");
    const other = files.filter((file) => !/^package\/dist\/(esm|cjs)\/.+\.(js|d\.ts)$/.test(file));
    const expected = ["LICENSE", "NOTICES.md", "README.md", "dist/cjs/package.json", "package.json"];
    expect(other.sort()).toEqual(expected.map((file) => `package/${file}`));
    expect(files.filter((file) => /test/.test(file))).toEqual([]);
  });

  test("satisfies publint", async () => {
    await run(bin("publint"), ["run", tarball, "--strict"], home);
  });

  test("has the right types for every way to import it", async () => {
    await run(bin("attw"), [tarball, "--profile", "node16", "--no-definitely-typed"], home);
  });

  test("works when it is imported", async () => {
    const imports = `import ${names} from "@bursar/sdk"; import { problems } from "@bursar/sdk/contract";`;
    const output = await run(process.execPath, [await program("esm.mjs", imports + useIt)], consumer);
    expect(output).toBe("70 3 409\n");
  });

  test("works when it is required", async () => {
    const requires = `const ${names} = require("@bursar/sdk"); const { problems } = require("@bursar/sdk/contract");`;
    const output = await run(process.execPath, [await program("commonjs.cjs", requires + useIt)], consumer);
    expect(output).toBe("70 3 409\n");
  });

  test("type-checks strictly in an ESM and in a CommonJS project", async () => {
    const source = `
      import { Bursar, isBursarError, type Wallet } from "@bursar/sdk";
      import { wallets } from "@bursar/sdk/contract";
      export async function balance(bursar: Bursar): Promise<number> {
        const wallet: Wallet = wallets.Wallet.parse(await bursar.wallets.retrieve({ currency: "UNIT", user: "42" }));
        return wallet.balance;
      }
      export const missing = (error: unknown): number | undefined =>
        isBursarError(error, "wallet.insufficient_funds") ? error.facts.needed : undefined;
    `;
    const files = [await program("types.mts", source), await program("types.cts", source)];
    const options = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "nodenext",
      "--target",
      "es2023",
    ];
    await run(bin("tsc"), [...options, "--lib", "es2024,dom,dom.iterable", ...files], consumer);
  });

  test("leaves jose and zod out of a browser bundle that needs neither", async () => {
    const entry = await program("browser.js", `import { Bursar } from "@bursar/sdk"; globalThis.Bursar = Bursar;`);
    const output = await run(bin("esbuild"), [entry, "--bundle", "--format=esm", "--platform=browser"], consumer);
    expect(output).toContain("Idempotency-Key");
    expect(output).not.toMatch(/HS256|node_modules\/(jose|zod)/);
  });
});
