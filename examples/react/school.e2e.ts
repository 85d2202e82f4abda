import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Bursar } from "@bursar/sdk";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useServedApi } from "../../packages/api/test/served-api.ts";
import { chromiumLaunch } from "../../scripts/chromium.ts";
import { freePort } from "../../scripts/network.ts";
import { bin, install, link, pack, run } from "../../scripts/packed.ts";
import { seed } from "./seed.ts";

const folder = import.meta.dirname;
const home = mkdtempSync(join(tmpdir(), "bursar-react-"));
const project = join(home, "school");
const api = useServedApi();
let browser: Browser;
let bursar: Bursar;
let site: string;
let stop: () => void;

/** The folder as somebody has it who copied it out of here, with the packages as npm would bring them. */
async function copyOut(): Promise<void> {
  const isSource = (path: string) => !["node_modules", "dist", basename(import.meta.filename)].includes(basename(path));
  cpSync(folder, project, { recursive: true, filter: isSource });
  const [sdk, elements] = ["sdk", "elements"].map((name) => join(folder, "../../packages", name)) as [string, string];
  const [packedSdk, packedElements] = await Promise.all([
    pack(sdk, "build.ts", join(home, "sdk")),
    pack(elements, "build-npm.ts", join(home, "elements")),
  ]);
  await install(packedSdk, sdk, project);
  await install(packedElements, elements, project);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) await link(name, folder, project);
}

/** Starts it as its README says, and waits until it says where it is. */
async function start(settings: Record<string, string>): Promise<() => void> {
  const server = spawn("npm", ["start"], { cwd: project, env: { ...process.env, ...settings }, detached: true });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (text: Buffer) => {
      said += text;
      if (said.includes(site)) resolve();
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", () => reject(new Error(said)));
  });
  return () => process.kill(-(server.pid as number));
}

beforeAll(async () => {
  await copyOut();
  const port = await freePort();
  site = `http://127.0.0.1:${port}`;
  const { secretKey, tokenSecret } = await api.createTenant("Delta School");
  bursar = new Bursar({ baseUrl: api.url, secretKey });
  await seed(bursar, site);
  const { key } = await bursar.keys.create({ kind: "publishable", name: "site", origins: [site] });
  stop = await start({
    PORT: String(port),
    NODE_ENV: "development",
    BURSAR_API_URL: api.url,
    BURSAR_SECRET_KEY: secretKey,
    BURSAR_PUBLISHABLE_KEY: key,
    BURSAR_TOKEN_SECRET: tokenSecret,
  });
  browser = await chromium.launch(await chromiumLaunch());
}, 300_000);

afterAll(async () => {
  await browser?.close();
  stop?.();
  rmSync(home, { recursive: true });
});

interface Visit {
  page: Page;
  /** What React, the elements or the browser complain of. */
  faults: string[];
  /** What was asked of the API, such as `GET /v1/me/wallets/UNIT`. */
  requests: string[];
}

/** A browser of somebody's own, who has signed in there before; or of nobody. */
async function open(path: string, person?: string): Promise<Visit> {
  const context = await browser.newContext();
  const faults: string[] = [];
  const requests: string[] = [];
  context.on("weberror", (error) => faults.push(error.error().message));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  context.on("request", (request) => {
    const { pathname, search, origin } = new URL(request.url());
    const [query] = search.split("key=");
    if (origin === api.url) requests.push(`${request.method()} ${pathname}${query}`);
  });
  if (person) await context.request.put(`${site}/session`, { data: { person } });
  const page = await context.newPage();
  await page.goto(`${site}${path}`);
  return { page, faults, requests };
}

const balance = (page: Page) => page.locator("header bursar-balance");
const button = (page: Page, id: string) => page.locator(`#enroll-${id}`);
const lockedButton = (page: Page) => page.locator("[slot=locked] bursar-enroll-button");
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

it("type-checks in a project that has the packages from npm", async () => {
  await run(bin("tsc"), ["--project", "."], project);
}, 120_000);

describe("what the server renders", () => {
  it("is the page, with a tag where each element will be", async () => {
    const source = await (await fetch(`${site}/courses/soldering`)).text();
    expect(source).toContain("<h1>Soldering by hand</h1>");
    expect(source).toContain("</bursar-enrollment-gate>");
    expect(source).not.toContain("Heat the pad");
  });

  it("is taken over without a warning, and each element asks only for what its properties say", async () => {
    const { page, faults, requests } = await open("/", "mona");
    await balance(page).getByText("80 UNIT").waitFor();
    await page.locator("bursar-catalog").getByRole("heading", { name: "Open evening" }).waitFor();
    expect(requests).toContain("GET /v1/me/wallets/UNIT?");
    expect(requests).not.toContain("GET /v1/me/wallets?");
    expect(requests).not.toContain("GET /v1/me/offerings?limit=12&");
    expect(faults).toEqual([]);
  });
});

describe("a learner with enough credit", () => {
  it("is asked by React, pays, and everything on the page knows of it", async () => {
    const { page, faults, requests } = await open("/courses/soldering");
    await press(page, "Mona");
    await balance(page).getByText("80 UNIT").waitFor();
    await page.getByText("You are not enrolled yet.").waitFor();

    await lockedButton(page).getByRole("button").click();
    await press(page, "No");
    await lockedButton(page).getByRole("button").click();
    await page.getByRole("alertdialog", { name: "Enroll for 60 UNIT?" }).waitFor();
    await press(page, "Yes");

    await balance(page).getByText("20 UNIT").waitFor();
    await page.getByText("Welcome to “Soldering by hand”.").waitFor();
    await page.locator(".standing").getByText("You are enrolled.").waitFor();
    await page.getByText("Heat the pad and the lead together").waitFor();
    // StrictMode runs every effect twice; nobody pays twice.
    expect(requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
    expect(await bursar.access.check({ user: "mona", offering: "soldering" })).toMatchObject({ source: "wallet" });
    expect(faults).toEqual([]);
  });

  it("finds on the wallet's page where the units went, and nothing is left behind when React takes it away", async () => {
    const { page, faults } = await open("/wallet", "mona");
    await page.locator("bursar-transactions").getByText("Soldering by hand").waitFor();
    await page.locator("bursar-enrollments").getByText("Soldering by hand").waitFor();
    await page.getByRole("link", { name: "Courses" }).click();
    await button(page, "soldering").getByRole("link").waitFor();
    await page.goBack();
    await page.locator("bursar-wallet").getByText("20", { exact: false }).first().waitFor();
    expect(faults).toEqual([]);
  });

  it("signs out and leaves nothing to the next one, whom the same elements serve", async () => {
    const { page, faults } = await open("/courses/soldering", "mona");
    await page.getByText("Heat the pad and the lead together").waitFor();
    await press(page, "Sign out");
    await page.getByText("Heat the pad").waitFor({ state: "detached" });
    await press(page, "Tarek");
    await balance(page).getByText("25 UNIT").waitFor();
    await page.getByText("Your wallet is not enough.").waitFor();
    expect(await page.content()).not.toContain("Heat the pad");
    expect(faults).toEqual([]);
  });
});

describe("a learner without enough credit", () => {
  it("sees what is missing, and the lesson stays on the server", async () => {
    const { page, faults, requests } = await open("/courses/soldering", "tarek");
    const enroll = lockedButton(page);
    await enroll.getByText("get 35 more").waitFor();
    await page.getByRole("link", { name: "Ask the office" }).waitFor();
    await enroll.getByRole("button").click({ force: true });
    expect((await page.request.get(`${site}/courses/soldering/lesson`)).status()).toBe(403);
    expect(requests.filter((request) => request.startsWith("POST"))).toEqual([]);
    expect(await page.getByRole("alertdialog").count()).toBe(0);
    expect(faults).toEqual([]);
  });
});

describe("React's state", () => {
  it("moves elements: they stay the same, and need not be loaded again", async () => {
    const { page, faults, requests } = await open("/", "tarek");
    await button(page, "multimeter").getByText("get 5 more").waitFor();
    await expect.poll(() => requests).toContain("GET /v1/me/events?");
    const titles = () => page.locator(".cards h2").allTextContents();
    const before = await titles();
    const element = await button(page, "multimeter").elementHandle();
    const streams = requests.filter((request) => request.includes("/events")).length;
    await page.getByLabel("From Z to A").check();
    expect(await titles()).toEqual(before.toReversed());
    expect(await element?.evaluate((node) => node === document.querySelector("#enroll-multimeter"))).toBe(true);
    expect(await button(page, "multimeter").getByText("get 5 more").isVisible()).toBe(true);
    expect(requests.filter((request) => request.includes("/events"))).toHaveLength(streams);
    expect(faults).toEqual([]);
  });

  it("turns page and elements from English to Arabic and from light to dark", async () => {
    const { page, faults } = await open("/", "tarek");
    await button(page, "multimeter").getByText("get 5 more").waitFor();
    const colour = () =>
      button(page, "workshop-rules")
        .getByRole("button")
        .evaluate((node) => getComputedStyle(node).color);
    const inLight = await colour();
    await press(page, "Dark");
    await expect.poll(colour).not.toBe(inLight);

    await press(page, "العربية");
    await page.getByRole("heading", { name: "الدورات" }).waitFor();
    await button(page, "multimeter").getByText("get 5 more").waitFor({ state: "detached" });
    await button(page, "multimeter")
      .getByText(/[\u0600-\u06ff]/)
      .first()
      .waitFor();
    expect(await button(page, "multimeter").evaluate((node) => getComputedStyle(node).direction)).toBe("rtl");
    expect(faults).toEqual([]);
  });
});
