import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bursar } from "@bursar/sdk";
import { createAdaptorServer } from "@hono/node-server";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useApi } from "../../packages/api/test/api.ts";
import { chromiumLaunch } from "../../scripts/chromium.ts";
import { academy } from "./academy.ts";
import { seed } from "./seed.ts";

const elements = mkdtempSync(join(tmpdir(), "bursar-elements-"));
const api = useApi({ ELEMENTS_DIRECTORY: elements });
const servers: ReturnType<typeof createAdaptorServer>[] = [];
let browser: Browser;
let site: string;
let bursar: Bursar;

/** Serves an app on a free port of this machine. */
async function serve(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const server = createAdaptorServer({ fetch });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  execFileSync(process.execPath, ["packages/elements/build.ts", elements]);
  // The site and the browser go by the machine's clock.
  api.clock.now = () => new Date();
  await api.app.hub.start();
  const apiUrl = await serve(api.app.http.fetch);
  const { secretKey, tokenSecret } = await api.createTenant("Nile Academy");
  bursar = new Bursar({ baseUrl: apiUrl, secretKey });
  await seed(bursar);

  // The key lists the site's address, which the site has only once it is served.
  let handle: (request: Request) => Response | Promise<Response> = () => new Response();
  site = await serve((request) => handle(request));
  const { key: publishableKey } = await bursar.keys.create({ kind: "publishable", name: "site", origins: [site] });
  handle = academy({ apiUrl, secretKey, publishableKey, tokenSecret }).fetch;
  browser = await chromium.launch(await chromiumLaunch());
});

afterAll(async () => {
  await browser?.close();
  api.app.streams.endAll();
  for (const server of servers) server.close();
  rmSync(elements, { recursive: true });
});

/** A browser in which this person has signed in, and what went wrong in it. */
async function signIn(name: string): Promise<{ context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext();
  const faults: string[] = [];
  context.on("weberror", (error) => faults.push(error.error().message));
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  const page = await context.newPage();
  await page.goto(`${site}/sign-in`);
  await page.getByRole("button", { name }).click();
  return { context, faults };
}

async function open(context: BrowserContext, path = "/"): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site}${path}`);
  return page;
}

const balance = (page: Page) => page.locator("header bursar-balance");
const enrollButton = (page: Page, offering: string) => page.locator(`bursar-enroll-button[offering="${offering}"]`);

describe("a learner with enough credit", () => {
  it("enrolls, sees the balance fall in both tabs, and is let in", async () => {
    const { context, faults } = await signIn("Amina");
    const tab = await open(context);
    const otherTab = await open(context);
    await balance(tab).getByText("70 UNIT", { exact: true }).waitFor();
    await balance(otherTab).getByText("70 UNIT", { exact: true }).waitFor();
    expect((await bursar.access.check({ user: "amina", offering: "dot-hazmat" })).allowed).toBe(false);

    await enrollButton(tab, "dot-hazmat").getByRole("button").click();

    await balance(tab).getByText("20 UNIT", { exact: true }).waitFor();
    await balance(otherTab).getByText("20 UNIT", { exact: true }).waitFor();
    await enrollButton(otherTab, "dot-hazmat").getByRole("link").waitFor();
    expect(await bursar.access.check({ user: "amina", offering: "dot-hazmat" })).toMatchObject({
      allowed: true,
      source: "wallet",
    });
    expect(faults).toEqual([]);
  });
});

describe("a learner without enough credit", () => {
  it("sees what is missing, and pressing changes nothing", async () => {
    const { context, faults } = await signIn("Omar");
    const page = await open(context);
    const button = enrollButton(page, "dot-hazmat");
    await button.getByText("20 more needed").waitFor();
    await button.getByRole("button").click({ force: true });
    expect((await bursar.wallets.retrieve({ user: "omar", currency: "UNIT" })).balance).toBe(30);
    expect((await bursar.enrollments.list({ user: "omar" })).data).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("can enroll the moment the office has topped the wallet up, without loading the page again", async () => {
    const { context } = await signIn("Omar");
    const page = await open(context);
    await enrollButton(page, "dot-hazmat").getByText("20 more needed").waitFor();
    await bursar.wallets.topUp({ user: "omar", currency: "UNIT", amount: 20, reason: "Training budget" });
    await balance(page).getByText("50 UNIT", { exact: true }).waitFor();
    await enrollButton(page, "dot-hazmat").getByRole("button").click();
    await balance(page).getByText("0 UNIT", { exact: true }).waitFor();
    expect((await bursar.access.check({ user: "omar", offering: "dot-hazmat" })).allowed).toBe(true);
  });
});

describe("a learner who reads Arabic", () => {
  it("finds the page and the elements from right to left", async () => {
    const { context } = await signIn("ليلى");
    const page = await open(context);
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    await enrollButton(page, "dot-hazmat")
      .getByRole("button")
      .getByText(/[\u0600-\u06ff]/)
      .first()
      .waitFor();
  });
});
