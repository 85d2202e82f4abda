import { execFile } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Bursar, createUserToken } from "@bursar/sdk";
import { build } from "esbuild";
import { chromium } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useServedApi } from "../packages/api/test/served-api.ts";
import { chromiumLaunch } from "./chromium.ts";
import { install, pack } from "./packed.ts";
import { type Snippet, snippetsOf } from "./snippets.ts";

const sdk = join(import.meta.dirname, "../packages/sdk");
const home = mkdtempSync(join(tmpdir(), "bursar-readme-"));
const folder = join(home, "project");
const api = useServedApi();

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  await install(await pack(sdk, "build.ts", join(home, "sdk")), sdk, folder);
}, 300_000);

afterAll(() => rmSync(home, { recursive: true }));

const programsOf = (document: string) => snippetsOf(document).filter(({ language }) => language === "ts");
const pages = { README: programsOf("README.md"), "packages/sdk/README": programsOf("packages/sdk/README.md") };

/** A site of its own for each program: what it needs to be there is given to it, and nothing else is. */
async function site() {
  const { secretKey, tokenSecret } = await api.createTenant("Readme");
  const bursar = new Bursar({ baseUrl: api.url, secretKey });
  const env = { BURSAR_SECRET_KEY: secretKey, BURSAR_TOKEN_SECRET: tokenSecret };
  return { bursar, env };
}

type Site = Awaited<ReturnType<typeof site>>;

async function offer({ bursar }: Site, price: number, balance: number): Promise<void> {
  await bursar.currencies.upsert("UNIT");
  await bursar.offerings.upsert("dot-hazmat", { prices: [{ currency: "UNIT", amount: price }] });
  await bursar.users.upsert("42", {});
  await bursar.wallets.topUp({ user: "42", currency: "UNIT", amount: balance, reason: "cash" });
}

/** With the address of the API; and what is to come on the page stays to come, when years have passed. */
const asHere = ({ code }: Snippet) =>
  code
    .replaceAll("https://api.example.com", api.url)
    .replace(/\d{4}(?=-\d\d-\d\d")/g, String(new Date().getFullYear() + 1));

/** Runs a program as its reader would, with the packed SDK; gives what it prints. */
async function run(program: Snippet, { env }: Site): Promise<string> {
  const file = join(folder, "program.ts");
  writeFileSync(file, asHere(program));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder, env });
  return stdout;
}

/** What each program needs, and how one sees that it has worked; those that need a page or a caller are tried below. */
const tries: Record<string, (program: Snippet, site: Site) => Promise<void>> = {
  async "On your server"(program, site) {
    await run(program, site);
    expect((await site.bursar.access.check({ user: "42", offering: "dot-hazmat" })).allowed).toBe(true);
  },
  async "On a server"(program, site) {
    expect(await run(program, site)).toBe("20 true\n");
  },
  async Errors(program, site) {
    await offer(site, 50, 30);
    expect(await run(program, site)).toBe("20 UNIT are missing\n");
    await offer(site, 60, 30);
    expect(await run(program, site)).toBe("It costs 60 now; nothing was charged\n");
  },
  async Pages(program, site) {
    await offer(site, 50, 70);
    expect(await run(program, site)).toMatch(/^\S+Z 70 70\n1 null undefined\n$/);
  },
  async "Retries and idempotency"(program, site) {
    await offer(site, 50, 30);
    await run(program, site);
    await run(program, site);
    expect((await site.bursar.wallets.retrieve({ user: "42", currency: "UNIT" })).balance).toBe(100);
  },
  async Validating(program, site) {
    expect(await run(program, site)).toBe("spend\n");
  },
  async "Waiting for a place"(program, site) {
    await site.bursar.users.upsert("42", {});
    await site.bursar.offerings.upsert("welding-live", { capacity: 0 });
    expect(await run(program, site)).toBe("number 1 in the line\n");
    await site.bursar.offerings.upsert("welding-live", { capacity: 1 });
    await expect.poll(() => run(program, site)).toBe("");
  },
  async Webhooks(program, { bursar, env }) {
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const data = { enrollment: "enr_1", offering: "dot-hazmat", source: "wallet" };
    const payload = JSON.stringify({ type: "enrollment.created", id: "evt_1", user: "42", data });
    const [id, timestamp] = ["evt_1", String(Math.floor(Date.now() / 1000))];
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${payload}`).digest("base64");
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
    const request = `new Request("http://localhost", ${JSON.stringify({ method: "POST", headers, body: payload })})`;
    const code = `${program.code}\nconsole.log((await bursarWebhook(${request})).status);`;
    const said = await run({ ...program, code }, { bursar, env: { ...env, BURSAR_WEBHOOK_SECRET: secret } as never });
    expect(said).toBe("42 is in dot-hazmat\n204\n");
  },
};

const answersTokens = ({ code }: Snippet) => code.includes("function bursarToken");
const isForBrowsers = ({ heading }: Snippet) => heading === "In a browser";
const programs = Object.entries(pages).flatMap(([page, all]) => all.map((program) => ({ page, program })));

it.each(programs.filter(({ program }) => !answersTokens(program) && !isForBrowsers(program)))(
  "$page, $program.heading: the program does what it says",
  async ({ program }) => {
    const attempt = tries[program.heading];
    if (!attempt) throw new Error(`Say in scripts/readme.e2e.ts how one sees that "${program.heading}" works`);
    await attempt(program, await site());
  },
);

it.each(programs.filter(({ program }) => answersTokens(program)))(
  "$page, $program.heading: the token is one that the API takes, and nobody has none",
  async ({ program }) => {
    const here = await site();
    await offer(here, 50, 70);
    const caller = program.code.includes("session:") ? `{ userId: "42", isStaff: false }` : `"42"`;
    const use = `
      console.log((await bursarToken(null)).status);
      console.log((await (await bursarToken(${caller})).json()).token);
    `;
    const [nobody, token = ""] = (await run({ ...program, code: program.code + use }, here)).split("\n");
    expect(nobody).toBe("204");
    expect((await api.call(token)("GET", "/v1/me/wallets/UNIT")).body).toMatchObject({ balance: 70 });
  },
);

it("packages/sdk/README, In a browser: the page shows the balance, and what happens to it", async () => {
  const here = await site();
  await offer(here, 50, 70);
  const program = pages["packages/sdk/README"].find(isForBrowsers) as Snippet;
  let script = "";
  const token = await createUserToken({ secret: here.env.BURSAR_TOKEN_SECRET, user: "42" });
  const server = createServer(({ url }, response) => {
    const [type, body] =
      url === "/bursar-token"
        ? ["application/json", JSON.stringify({ token })]
        : ["text/html", `<script type="module">${script}</script>`];
    response.setHeader("Content-Type", type).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { key } = await here.bursar.keys.create({ kind: "publishable", name: "page", origins: [origin] });
  const contents = asHere(program).replace("pk_test_…", key);
  const stdin = { contents, resolveDir: folder, loader: "ts" } as const;
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  script = outputFiles[0]?.text ?? "";

  const browser = await chromium.launch(await chromiumLaunch());
  const page = await browser.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  const listens = page.waitForResponse((response) => response.url().includes("/v1/me/events"));
  await page.goto(origin);
  await listens;
  await here.bursar.wallets.topUp({ user: "42", currency: "UNIT", amount: 5, reason: "cash" });
  await expect.poll(() => said, { timeout: 20_000 }).toEqual(["70", expect.stringMatching(/^now 75 \d+$/)]);
  await browser.close();
  server.close();
});
