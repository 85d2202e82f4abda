import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumLaunch } from "../../../scripts/chromium.ts";
import { FakeApi } from "../src/testing/fake-api.ts";
import { openHostPage } from "./host-page.ts";

interface Manifest {
  elements: Record<string, string[]>;
  files: Record<string, { brotliBytes: number; integrity: string }>;
}

// A browser takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const out = mkdtempSync(join(tmpdir(), "bursar-elements-"));
let manifest: Manifest;

beforeAll(() => {
  execFileSync(process.execPath, [join(import.meta.dirname, "../build.ts"), out]);
  manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
});

afterAll(() => rmSync(out, { recursive: true }));

const built = () => readdirSync(out).filter((name) => name.endsWith(".js"));
const source = (name: string) => readFileSync(join(out, name), "utf8");

describe("what a page has to download", () => {
  const size = (names: Iterable<string>) =>
    [...names].reduce((sum, name) => sum + (manifest.files[name]?.brotliBytes ?? 0), 0);

  test("the loader takes 2 kB at most", () => {
    expect(size(["bursar.js"])).toBeLessThanOrEqual(2_000);
  });

  const elements = () => Object.entries(manifest.elements);
  // An instructor's earnings count as a learner's: their statement and the form come later.
  const isAdmin = (name: string) => name.startsWith("admin-");

  /** What an element takes where the others are already. */
  const further = (name: string, files: string[]) => {
    const others = new Set(elements().flatMap(([other, shared]) => (other === name ? [] : shared)));
    return size(files.filter((file) => !others.has(file)));
  };

  test("any first element of a learner's takes 20 kB at most, with all that it needs", () => {
    for (const [name, files] of elements().filter(([one]) => !isAdmin(one))) {
      console.log(`${name}: ${size(files)} B with all that it needs`);
      expect(size(files), name).toBeLessThanOrEqual(20_000);
    }
  });

  test("any further element takes 3 kB at most, one of an admin's 6 kB", () => {
    for (const [name, files] of elements()) {
      console.log(`${name}: ${further(name, files)} B beside the others`);
      expect(further(name, files), name).toBeLessThanOrEqual(isAdmin(name) ? 6_000 : 3_000);
    }
  });

  test("what comes later, and each language, takes 2 kB at most", () => {
    const first = new Set(["bursar.js", ...Object.values(manifest.elements).flat()]);
    for (const name of built().filter((name) => !first.has(name)))
      expect(size([name]), name).toBeLessThanOrEqual(2_000);
  });

  test("there is one lit in it, and no zod", () => {
    const all = built().map(source).join("\n");
    expect(all.match(/litElementVersions/g)).toHaveLength(1);
    expect(all).not.toMatch(/ZodError|_zod/);
  });
});

describe("the files", () => {
  test("only bursar.js has a name that stays, and no other file names it", () => {
    for (const name of built().filter((name) => name !== "bursar.js")) {
      expect(name).toMatch(/^[a-z-]+-[a-z0-9]{6}\.js$/);
      expect(source(name)).not.toContain("bursar.js");
    }
    expect(source("bursar.js")).not.toMatch(/\bimport\s*["{*]/);
  });

  test("the manifest has an SRI hash for each", () => {
    for (const name of built()) {
      const hash = createHash("sha384")
        .update(readFileSync(join(out, name)))
        .digest("base64");
      expect(manifest.files[name]?.integrity, name).toBe(`sha384-${hash}`);
    }
  });
});

describe("on a host's page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(await chromiumLaunch());
  });
  afterAll(() => browser.close());

  const openPage = (api: FakeApi, page: Omit<Parameters<typeof openHostPage>[2], "elements">) =>
    openHostPage(browser, api, { elements: out, ...page });
  const script = (src = "bursar.js") =>
    `<script type="module" src="${FakeApi.baseUrl}/elements/${src}" data-key="pk_test_1" data-token-url="/bursar-token"></script>`;
  const balance = `<bursar-balance currency="UNIT"></bursar-balance>`;
  const button = `<bursar-enroll-button offering="hazmat"></bursar-enroll-button>`;
  const api = () => new FakeApi().wallet("UNIT", 70).offering("hazmat");

  test("one script tag and tags are enough", async () => {
    const { page, problems } = await openPage(api(), { body: script() + balance + button });
    await page.getByText("70 UNIT").waitFor();
    await page.getByRole("button", { name: "Enroll" }).click();
    await page.getByText("You are enrolled. 20 UNIT left").first().waitFor();
    await page.locator("bursar-balance").getByText("20 UNIT").waitFor();
    expect(problems).toEqual([]);
  });

  test("the token is asked for without waiting for any element's code, and once", async () => {
    const { page, requests } = await openPage(api(), { body: script() + balance + button, codeAfterToken: true });
    await page.getByText("70 UNIT").waitFor();
    expect(requests.filter((url) => new URL(url).pathname === "/bursar-token")).toHaveLength(1);
  });

  const early = {
    balance: balance,
    "balance of any currency": "<bursar-balance></bursar-balance>",
    wallet: `<bursar-wallet currency="UNIT"></bursar-wallet>`,
    "wallets of all currencies": "<bursar-wallet></bursar-wallet>",
    transactions: `<bursar-transactions currency="UNIT"></bursar-transactions>`,
    receipt: `<bursar-receipt transaction="txn_01jd3f6q8reg5tm2y0v9k40001"></bursar-receipt>`,
    earnings: "<bursar-earnings></bursar-earnings>",
    enrollments: "<bursar-enrollments></bursar-enrollments>",
    "enrollments of a kind": `<bursar-enrollments kind="session"></bursar-enrollments>`,
    catalog: "<bursar-catalog></bursar-catalog>",
    "catalog of a kind": `<bursar-catalog kind="course"></bursar-catalog>`,
    "enroll-button": button,
    "enrollment-gate": `<bursar-enrollment-gate offering="hazmat"><p>Lesson</p></bursar-enrollment-gate>`,
    "a placeholder": `<div data-bursar="balance" data-currency="UNIT"></div>`,
  };

  /** What can be asked only when the first answer is there. */
  const second: Record<string, string[]> = {
    "wallets of all currencies": ["/v1/me/wallets/UNIT/transactions"],
  };

  test.each(Object.entries(early))(
    "%s: what it asks first is asked before its code has come, and once",
    async (element, body) => {
      const given = api();
      given.transaction("UNIT", 30);
      const { page, requests, problems } = await openPage(given, { body: script() + body, codeAfterApi: true });
      await page.waitForFunction(() => {
        const elements = [...document.querySelectorAll("*")].filter(({ localName }) => localName.startsWith("bursar-"));
        return (
          elements.length > 0 &&
          elements.every(({ shadowRoot }) => shadowRoot && !shadowRoot.querySelector(".skeleton"))
        );
      });
      const asked = requests.filter((url) => /\/v1\/me\/(?!events|reads)/.test(url)).map((url) => new URL(url));
      // In the usual way the key is in the address.
      const later = asked.filter(({ searchParams }) => searchParams.has("key"));
      expect(asked.length).toBeGreaterThan(later.length);
      expect(later.map(({ pathname }) => pathname)).toEqual(second[element] ?? []);
      expect(problems).toEqual([]);
    },
  );

  test("all of them ask at once, in a request that needs no preflight", async () => {
    const body = `${script()}${balance}${button}<bursar-enrollments></bursar-enrollments>`;
    const { page, requests } = await openPage(api(), { body, codeAfterApi: true });
    await page.getByText("70 UNIT").waitFor();
    expect(requests.filter((url) => url.includes("/v1/me/reads"))).toHaveLength(1);
    const sent = (await page.requests()).find((request) => request.url().includes("/v1/me/reads"));
    expect(await sent?.allHeaders()).not.toHaveProperty("authorization");
    expect(await sent?.headerValue("content-type")).toMatch(/^application\/x-www-form-urlencoded/);
  });

  test("with the token in the page nobody is asked for one, until it has ended", async () => {
    const given = api();
    // The early question, and the one that is asked in the usual way.
    for (let times = 0; times < 2; times++) given.refuse("GET", "/v1/me/wallets/UNIT", "auth.unauthenticated", {});
    const body = script().replace("data-key", `data-token="token" data-key`) + balance;
    const fresh = await openPage(api(), { body });
    await fresh.page.getByText("70 UNIT").waitFor();
    expect(fresh.requests.filter((url) => url.endsWith("/bursar-token"))).toEqual([]);
    const ended = await openPage(given, { body });
    await ended.page.getByText("70 UNIT").waitFor();
    expect(ended.requests.filter((url) => url.endsWith("/bursar-token"))).toHaveLength(1);
  });

  test("an early question that fails is asked again in the usual way", async () => {
    const { page } = await openPage(api().lose("GET", "/v1/me/wallets/UNIT"), { body: script() + balance });
    await page.getByText("70 UNIT").waitFor();
  });

  test("code that does not come is asked for again, and harms nobody meanwhile", async () => {
    const { page, requests, problems } = await openPage(api(), { body: script() + balance, codeLost: { times: 4 } });
    await page.getByText("70 UNIT").waitFor();
    const names = requests.filter((url) => /core|balance-/.test(url)).map((url) => url.split("/").at(-1));
    expect(names.length).toBeGreaterThan(new Set(names).size);
    expect(problems.join()).toContain("the code of balance did not come");
    expect(problems.join()).not.toMatch(/unhandled|TypeError/i);
  });

  test.each([
    ["code", /^enrolling-/],
    ["code's own needs", /^acting-/],
  ])("a press whose %s do not come sends nothing and says so, and the next one enrolls", async (_, of) => {
    const given = api();
    // The one that comes by itself, and the one for the press.
    const codeLost = { times: 2, of };
    const { page } = await openPage(given, { body: script() + button, codeLost });
    await page.getByText("Leaves you 20 UNIT").waitFor();
    await page.getByRole("button", { name: "Enroll" }).click();
    await page.getByText("This could not be loaded").first().waitFor();
    expect(given.received("POST", "/v1/me/enrollments")).toHaveLength(0);
    await page.getByRole("button", { name: "Enroll" }).click();
    await page.getByText("You are enrolled. 20 UNIT left").first().waitFor();
    expect(given.received("POST", "/v1/me/enrollments")).toHaveLength(1);
  });

  test("while it can't be told what stands in the way, the button says that nobody can enroll", async () => {
    const given = api().find("hazmat", { obstacle: { code: "offering.full" } });
    const { page } = await openPage(given, { body: script() + button, codeLost: { times: 1, of: /^enrolling-/ } });
    await page.getByRole("button", { name: "Not open for enrollment" }).waitFor();
    await page.getByRole("button", { name: "Full" }).waitFor();
  });

  test("a line whose code does not come leaves the button at what stands in the way, until it does", async () => {
    const given = api();
    given.waitlist.full("hazmat");
    const { page, problems } = await openPage(given, { body: script() + button, codeLost: { times: 1, of: /^line-/ } });
    await page.getByRole("button", { name: "Full" }).waitFor();
    await page.getByRole("button", { name: "Join the waitlist" }).click();
    await page.getByText("You are next in line").first().waitFor();
    expect(problems.join()).toContain("the code of the line did not come");
  });

  test("without the code of the live stream everything else works, and it is asked for again", async () => {
    const { page, requests, problems } = await openPage(api(), {
      body: script() + balance,
      codeLost: { times: 1, of: /^live-/ },
    });
    await page.getByText("70 UNIT").waitFor();
    await expect
      .poll(() => requests.filter((url) => url.endsWith("/v1/me/events?key=pk_test_1")).length, { timeout: 15_000 })
      .toBe(1);
    expect(problems.join()).toContain("the code of the live stream did not come");
  });

  test("only what is on the page is loaded, each file once, and what comes later comes then", async () => {
    const { page, requests } = await openPage(api(), { body: script() + balance });
    await page.getByText("70 UNIT").waitFor();
    const loaded = () =>
      requests.map((url) => new URL(url).pathname.replace("/elements/", "")).filter((path) => path.endsWith(".js"));
    const live = built().filter((name) => name.startsWith("live-"));
    await expect
      .poll(() => [...new Set(loaded())].sort())
      .toEqual(["bursar.js", ...(manifest.elements.balance ?? []), ...live].sort());
    await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", `<div><p>${html}</p></div>`), button);
    await page.getByRole("button", { name: "Enroll" }).waitFor();
    // What comes later is fetched, and then imported from the browser's cache, which there is none of here.
    const needed = [manifest.elements.balance, manifest.elements["enroll-button"]].flat();
    const first = loaded().filter((name) => needed.includes(name));
    expect(new Set(first).size).toBe(first.length);
  });

  test("Arabic is loaded when a page speaks it, and not before", async () => {
    const body = `${script()}<bursar-wallet currency="UNIT"></bursar-wallet>`;
    const { page, requests } = await openPage(api(), { body });
    await page.getByText("70 UNIT").waitFor();
    const live = built().filter((name) => name.startsWith("live-"));
    const needed = new Set(["bursar.js", ...(manifest.elements.wallet ?? []), ...live]);
    const extra = () => requests.map((url) => url.split("/elements/")[1]).filter((name) => name && !needed.has(name));
    expect(extra()).toEqual([]);
    await page.evaluate(() => document.documentElement.setAttribute("lang", "ar-EG"));
    await page.getByText("لا توجد معاملات في هذه المحفظة بعد").waitFor();
    expect(extra()).not.toEqual([]);
  });

  test("statement, wallet and an admin's desk are tags and placeholders like the others", async () => {
    const given = api();
    given.isAdmin = true;
    given.transaction("UNIT", 30, { reason: "Bank transfer" });
    const body = `${script()}<bursar-transactions currency="UNIT"></bursar-transactions>
      <div data-bursar="wallet" data-currency="UNIT" data-top-up-href="/pay"></div><div data-bursar="admin-units"></div>`;
    const { page, problems } = await openPage(given, { body });
    await page.locator("bursar-transactions").getByText("+30 UNIT").waitFor();
    await page.locator("bursar-wallet").getByRole("link", { name: "Top up" }).waitFor();
    await page.locator("bursar-admin-units").getByRole("option", { name: "amina" }).waitFor();
    expect(problems).toEqual([]);
  });

  test("finds its tag when the host appends a version", async () => {
    const { page } = await openPage(api(), { body: script("bursar.js?ver=6.8.3") + balance });
    await page.getByText("70 UNIT").waitFor();
  });

  test("a tag that is there twice does no harm", async () => {
    const body = script() + script("bursar.js?ver=2") + balance;
    const { page, requests, problems } = await openPage(api(), { body });
    await page.getByText("70 UNIT").waitFor();
    expect(requests.filter((url) => url.endsWith("/v1/me/wallets/UNIT"))).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  test("a tag without a key says what is missing", async () => {
    const body = `<script type="module" src="${FakeApi.baseUrl}/elements/bursar.js"></script>`;
    const { page, problems } = await openPage(api(), { body });
    await page.waitForFunction(() => "Bursar" in globalThis);
    await expect.poll(() => problems.join()).toContain("data-key");
  });

  test("placeholders become elements, those that come later too, and keep the host's wording", async () => {
    const placeholder = `<div data-bursar="enroll-button" data-offering="hazmat" data-onclick="alert(1)">Join</div>`;
    const { page } = await openPage(api(), {
      body: `${script()}<span data-bursar="balance"></span>${placeholder}`,
    });
    await page.getByText("70 UNIT").waitFor();
    await page.getByRole("button", { name: "Join" }).waitFor();
    expect(await page.locator("bursar-enroll-button").getAttribute("onclick")).toBeNull();
    await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), placeholder);
    await expect.poll(() => page.getByRole("button", { name: "Join" }).count()).toBe(2);
    expect(await page.locator("bursar-enroll-button").count()).toBe(2);
  });

  test("placeholders in a shadow tree are filled by Bursar.mount()", async () => {
    const { page } = await openPage(api(), { body: `${script()}<div id="shadow"></div>` });
    await page.waitForFunction(() => "Bursar" in globalThis);
    await page.evaluate(() => {
      const root = (document.querySelector("#shadow") as Element).attachShadow({ mode: "open" });
      root.innerHTML = `<span data-bursar="balance" data-currency="UNIT"></span>`;
      (globalThis as unknown as { Bursar: { mount: (root: ParentNode) => void } }).Bursar.mount(root);
    });
    await page.getByText("70 UNIT").waitFor();
  });

  test.for([204, 401, 403])("a token endpoint that answers %d means signed out", async (status) => {
    const { page } = await openPage(api(), { body: script() + button, token: { status, body: "" } });
    await page.getByText("Sign in to enroll").waitFor();
  });

  const strict = [
    "default-src 'none'",
    `script-src ${FakeApi.baseUrl}`,
    `connect-src 'self' ${FakeApi.baseUrl}`,
    "style-src 'nonce-x'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types bursar",
  ].join("; ");

  test("works under a strict CSP with Trusted Types", async () => {
    const admin = "<bursar-admin-units></bursar-admin-units>";
    const given = api();
    given.isAdmin = true;
    const { page, problems } = await openPage(given, { body: script() + balance + button + admin, csp: strict });
    await page.getByRole("option", { name: "amina" }).click();
    await page.getByRole("textbox", { name: "Amount" }).waitFor();
    await page.getByRole("button", { name: "Enroll" }).click();
    await page.getByText("You are enrolled. 20 UNIT left").first().waitFor();
    expect(await page.locator("bursar-enroll-button").boundingBox()).toMatchObject({ width: 272 });
    expect(problems).toEqual([]);
  });

  test("a receipt is printed and saved under a strict CSP with Trusted Types", async () => {
    const given = api();
    const { id } = given.transaction("UNIT", 30, { reason: "Bank transfer" });
    const { page, problems } = await openPage(given, {
      body: `${script()}<bursar-receipt transaction="${id}"></bursar-receipt>`,
      csp: strict,
    });
    await page.getByRole("button", { name: "Print" }).waitFor();
    await page.evaluate(() => {
      const append = ShadowRoot.prototype.append;
      ShadowRoot.prototype.append = function (...nodes) {
        append.apply(this, nodes);
        for (const frame of nodes.filter((node) => node instanceof HTMLIFrameElement))
          Object.assign(frame.contentWindow as Window, { print: () => {} });
      };
    });
    await page.getByRole("button", { name: "Print" }).click();
    const sheet = page.locator("bursar-receipt iframe").contentFrame();
    await sheet.getByText("Bank transfer").waitFor({ state: "attached" });
    // The paper's own style holds, which the policy would keep from a style element.
    const { display } = await sheet.locator("dl").evaluate((list) => ({ display: getComputedStyle(list).display }));
    expect(display).toBe("grid");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as a file" }).click();
    expect((await downloading).suggestedFilename()).toBe(`receipt-${id}.html`);
    expect(problems).toEqual([]);
  });

  test("payouts are gathered and their file is saved under a strict CSP with Trusted Types", async () => {
    const given = api();
    given.isAdmin = true;
    given.escrow.payout({ user: "teacher-7" });
    const { page, problems } = await openPage(given, {
      body: `${script()}<bursar-admin-payouts></bursar-admin-payouts>`,
      csp: strict,
    });
    await page.getByRole("tab", { name: "To pay" }).click();
    await page.getByRole("button", { name: /^Gather/ }).click();
    const downloading = page.waitForEvent("download");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Gather/ })
      .click();
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^payouts-bat_.*\.csv$/);
    expect(readFileSync(await file.path(), "utf8")).toMatch(/^payout,payee\r\npay_/);
    expect(problems).toEqual([]);
  });

  test("a payout is asked for under a strict CSP, with a form that comes later and looks like one", async () => {
    const given = api();
    given.escrow.earnings("EGP", { digits: 2, available: 50_000 }).line("EGP", 50_000);
    const { page, problems } = await openPage(given, {
      body: `${script()}<bursar-earnings></bursar-earnings>`,
      csp: strict,
    });
    await page.getByText("+EGP 500").waitFor();
    await page.getByRole("button", { name: "Withdraw" }).click();
    const where = page.getByLabel("Where to");
    await where.fill("+20 100 123 4567");
    expect(await where.evaluate((field) => getComputedStyle(field).minHeight)).not.toBe("auto");
    await page.getByRole("button", { name: "Ask for the payout" }).click();
    await page.getByText("EGP 500 is on its way to you").waitFor();
    expect(problems).toEqual([]);
  });

  test("a form whose code does not come says so, and the next press asks again", async () => {
    const given = api();
    given.escrow.earnings("EGP", { digits: 2, available: 50_000 });
    const { page } = await openPage(given, {
      body: `${script()}<bursar-earnings></bursar-earnings>`,
      codeLost: { times: 1, of: /^withdrawal-/ },
    });
    await page.getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("This could not be loaded").waitFor();
    await page.getByRole("button", { name: "Withdraw" }).click();
    await page.getByLabel("Where to").waitFor();
  });

  test("two copies of it work on one page, under the same CSP: they share policy, session and token", async () => {
    const copy = script("../copy/elements/bursar.js");
    const body = script() + copy + balance + button;
    const { page, requests, problems } = await openPage(api(), { body, csp: strict });
    await page.getByText("70 UNIT").waitFor();
    // The first copy has the tags, whichever it is. So each shows one of its own, under another name.
    const [file] = manifest.elements.balance ?? [];
    for (const folder of ["elements", "copy/elements"]) {
      const name = `${folder.replace("/", "-")}-balance`;
      // As text: the test runner would rewrite the import.
      await page.evaluate(`import("${FakeApi.baseUrl}/${folder}/${file}").then(({ BursarBalance }) => {
        customElements.define("${name}", class extends BursarBalance {});
        document.body.append(Object.assign(document.createElement("${name}"), { currency: "UNIT" }));
      })`);
    }
    await page.getByRole("button", { name: "Enroll" }).click();
    for (const name of ["bursar-balance", "elements-balance", "copy-elements-balance"])
      await page.locator(name).getByText("20 UNIT").waitFor();
    expect(requests.filter((url) => url.endsWith("/bursar-token"))).toHaveLength(1);
    expect(requests.filter((url) => url.endsWith(`/copy/elements/${file}`))).toHaveLength(1);
    expect(problems.filter((problem) => !problem.includes("loads Bursar's elements twice"))).toEqual([]);
  });
});
