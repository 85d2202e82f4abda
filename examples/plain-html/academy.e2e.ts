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

  // The key lists the site's address, which the site has only once it is served.
  let handle: (request: Request) => Response | Promise<Response> = () => new Response();
  site = await serve((request) => handle(request));
  await seed(bursar, site);
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

describe("a course's page", () => {
  it("has its lessons for who is in, and for nobody else: not in its source either", async () => {
    const { context, faults } = await signIn("ليلى");
    const page = await open(context, "/courses/first-aid");
    const gate = page.locator("bursar-enrollment-gate");
    await gate.getByRole("button").waitFor();
    expect(await page.content()).not.toContain("انظر، اتصل، اضغط");
    await gate.getByRole("button").click();
    await gate.getByRole("heading", { name: "انظر، اتصل، اضغط" }).waitFor();
    expect(faults).toEqual([]);
  });
});

describe("what a learner has", () => {
  it("stands on one page: the course, the wallet and where the units went", async () => {
    const { context, faults } = await signIn("Amina");
    const page = await open(context, "/learning");
    await page.locator("bursar-enrollments").getByText("Shipping dangerous goods").waitFor();
    await page.locator("bursar-wallet").getByText("20", { exact: false }).first().waitFor();
    await page.locator("bursar-transactions").getByText("Shipping dangerous goods").waitFor();
    expect(faults).toEqual([]);
  });
});

describe("live sessions", () => {
  it("say what must be done before, and take who may come", async () => {
    const { context, faults } = await signIn("Amina");
    const page = await open(context, "/live");
    const catalog = page.locator("bursar-catalog");
    await catalog.getByRole("heading", { name: "A day on the ramp" }).waitFor();
    await catalog.locator('bursar-enroll-button[offering="hazmat-live"]').getByRole("button").click();
    await balance(page).getByText("5 UNIT", { exact: true }).waitFor();
    expect((await bursar.offerings.status({ user: "omar", offering: "hazmat-live" })).placesLeft).toBe(11);
    expect((await bursar.offerings.status({ user: "amina", offering: "ramp-day" })).obstacle?.code).toBe(
      "enrollment.prerequisites_missing",
    );
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

describe("the office", () => {
  it("tops a learner up, whose page moves while they look at it", async () => {
    const learner = await signIn("Amina");
    const hers = await open(learner.context);
    await balance(hers).getByText("5 UNIT", { exact: true }).waitFor();

    const { context, faults } = await signIn("Salma");
    const office = await open(context, "/office");
    const units = office.locator("bursar-admin-units");
    await units.getByRole("combobox").focus();
    await office.keyboard.type("amina");
    await units.getByText("One user found").waitFor({ state: "attached" });
    await office.keyboard.press("ArrowDown");
    await office.keyboard.press("Enter");
    await units.getByLabel("Amount UNIT").waitFor();
    await office.keyboard.type("40");
    await office.keyboard.press("Enter");
    await office.keyboard.type("Training budget");
    await office.keyboard.press("Enter");
    await units.getByRole("dialog").waitFor();
    await office.keyboard.press("Enter");

    await balance(hers).getByText("45 UNIT", { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it("is closed to learners, and the API refuses whoever forges its way in", async () => {
    const { context } = await signIn("Omar");
    const page = await open(context, "/office");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
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
