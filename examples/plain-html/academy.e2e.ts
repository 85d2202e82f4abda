import { describe, expect, it } from "vitest";
import { people } from "./people.ts";
import { seed } from "./seed.ts";
import { useAcademies } from "./testing/academies.ts";

// What people do on these pages stands in people.e2e.ts.
const openAcademy = useAcademies();

describe("the seed", () => {
  it("gives everybody the welcome credit once, and nothing more when it is run again", async () => {
    const { bursar } = await openAcademy();
    const balances = () =>
      Promise.all(
        people.map(async ({ id: user }) => (await bursar.wallets.retrieve({ user, currency: "UNIT" })).balance),
      );
    expect(await balances()).toEqual([70, 30, 150, 30, 30]);
    await seed(bursar, "http://127.0.0.1:4500", new Date());
    expect(await balances()).toEqual([70, 30, 150, 30, 30]);
  });
});

describe("a course's page", () => {
  it("has its lessons for who is in, and for nobody else: not in its source either", async () => {
    const { visit } = await openAcademy();
    const layla = await (await visit()).signIn("ليلى");
    const { page } = await layla.open("/courses/first-aid");
    const gate = page.locator("bursar-enrollment-gate");
    await gate.getByRole("button").waitFor();
    expect(await page.content()).not.toContain("انظر، اتصل، اضغط");
    await gate.getByRole("button").click();
    await gate.getByRole("heading", { name: "انظر، اتصل، اضغط" }).waitFor();
    await page.reload();
    expect(await page.content()).toContain("انظر، اتصل، اضغط");
    expect(layla.faults).toEqual([]);
  });

  it("says to whoever has not signed in what to do first", async () => {
    const { visit } = await openAcademy();
    const stranger = await visit();
    const { page } = await stranger.open("/courses/dot-hazmat");
    await page.locator("bursar-enrollment-gate").getByRole("link", { name: "Sign in to enroll" }).click();
    await page.waitForURL("**/sign-in");
    expect(stranger.faults).toEqual([]);
  });
});

describe("live sessions", () => {
  it("say what must be done before, and take who may come", async () => {
    const { bursar, visit } = await openAcademy();
    const amina = await (await visit()).signIn("Amina");
    const tab = await amina.open("/live");
    const catalog = tab.page.locator("bursar-catalog");
    const session = (offering: string) => catalog.locator(`bursar-enroll-button[offering="${offering}"]`);
    await tab.shows(session("ramp-day"), "Complete Forklift operator first");
    const titles = (await catalog.locator("[part=title]").allInnerTexts()).map((title) => title.trim());
    expect(titles.filter((title) => /load|ramp$|tips|exam/.test(title))).toEqual([
      "Reading the load",
      "Mock exam for two",
      "Up and down the ramp",
      "When it tips",
      "A day on the ramp",
    ]);
    await session("hazmat-live").getByRole("button").click();
    await tab.page.locator("header bursar-balance").getByText("55 UNIT", { exact: true }).waitFor();
    expect((await bursar.offerings.status({ user: "omar", offering: "hazmat-live" })).placesLeft).toBe(11);
    expect((await bursar.offerings.status({ user: "amina", offering: "ramp-day" })).obstacle?.code).toBe(
      "enrollment.prerequisites_missing",
    );
    expect(amina.faults).toEqual([]);
  });

  it("that come with a course are included the moment somebody enrolls in it", async () => {
    const { visit } = await openAcademy();
    const amina = await (await visit()).signIn("Amina");
    const tab = await amina.open("/courses/dot-hazmat");
    const session = tab.page.locator('bursar-catalog bursar-enroll-button[offering="lithium-live"]');
    await tab.shows(session, "Leaves you 50 UNIT");
    await tab.press(tab.page.locator("bursar-enrollment-gate").getByRole("button"));
    await tab.shows(session, "Included in Shipping dangerous goods");
    await tab.shows(tab.page.locator("header bursar-balance"), "20 UNIT");
    expect(amina.faults).toEqual([]);
  });
});

describe("a receipt", () => {
  it("opens from the history, prints by itself, and is saved as a file", async () => {
    const { visit } = await openAcademy();
    const amina = await (await visit()).signIn("Amina");
    const { page } = await amina.open("/learning");
    await page.locator("bursar-transactions").getByRole("link", { name: "Welcome credit" }).click();
    await page.waitForURL("**/receipts/txn_*");
    const receipt = page.locator("bursar-receipt");
    await receipt.getByText("30 UNIT").first().waitFor();

    // Paper is seen as the frame of the receipt is, with what a printer makes of it.
    await page.evaluate(() => {
      const append = ShadowRoot.prototype.append;
      ShadowRoot.prototype.append = function (...nodes) {
        append.apply(this, nodes);
        for (const frame of nodes.filter((node) => node instanceof HTMLIFrameElement))
          Object.assign(frame.contentWindow as Window, { print: () => document.body.classList.add("printed") });
      };
    });
    await receipt.getByRole("button", { name: "Print" }).click();
    await page.locator("body.printed").waitFor({ state: "attached" });
    const sheet = receipt.locator("iframe").contentFrame();
    expect(await sheet.locator("body").textContent()).toMatch(/Nile Academy[\s\S]+Welcome credit[\s\S]+30 UNIT/);
    expect(await sheet.locator("body").textContent()).not.toContain("My learning");

    const downloading = page.waitForEvent("download");
    await receipt.getByRole("button", { name: "Save as a file" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^receipt-txn_\w{26}\.html$/);
    const path = `${await download.path()}.html`;
    await download.saveAs(path);
    const file = await page.context().newPage();
    await file.goto(`file://${path}`);
    await file.getByRole("heading", { name: "Receipt: Welcome credit" }).waitFor();
    await file.emulateMedia({ media: "print" });
    expect((await file.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
    expect(amina.faults).toEqual([]);
  });

  it("of somebody else's is missing", async () => {
    const { bursar, visit } = await openAcademy();
    const [line] = (await bursar.transactions.list({ user: "omar", currency: "UNIT" })).data;
    const amina = await (await visit()).signIn("Amina");
    const { page } = await amina.open(`/receipts/${line?.id}`);
    await page.getByText("There is no such receipt").waitFor();
  });
});

describe("the office", () => {
  it("has a page for wallets and one for prices, and says on which one is", async () => {
    const { visit } = await openAcademy();
    const salma = await (await visit()).signIn("Salma");
    const { page } = await salma.open("/office");
    const current = () => page.locator("[aria-current]").allTextContents();
    await page.locator("bursar-admin-units").getByRole("combobox").waitFor();
    expect(await current()).toEqual(["Office", "Wallets"]);
    await page.getByRole("link", { name: "Prices" }).click();
    await page.locator("bursar-admin-prices").getByLabel("UNIT price of Shipping dangerous goods").waitFor();
    expect(await current()).toEqual(["Office", "Prices"]);
    expect(await page.locator("bursar-admin-units").count()).toBe(0);
    expect(salma.faults).toEqual([]);
  });

  it("shows what Bursar has told the academy's server, by webhooks", async () => {
    const { bursar, visit, site } = await openAcademy();
    await bursar.enrollments.create({ user: "amina", offering: "dot-hazmat" });
    const salma = await (await visit()).signIn("Salma");
    const { page } = await salma.open("/office/events");
    const row = page.getByRole("row").filter({ hasText: "enrollment.created" });
    await expect
      .poll(async () => {
        await page.reload();
        return row.allTextContents();
      })
      .toEqual([expect.stringMatching(/Amina Farouk[\s\S]*dot-hazmat/)]);
    const { data } = await bursar.webhookEndpoints.list();
    const sent = await bursar.webhookDeliveries.list({ endpoint: data[0]?.id ?? "", status: "succeeded" });
    expect(sent.data.length).toBeGreaterThan(0);

    const forged = { type: "enrollment.created", id: "evt_forged", user: "omar", data: { offering: "first-aid" } };
    const headers = { "webhook-id": "evt_forged", "webhook-timestamp": `${Math.floor(Date.now() / 1000)}` };
    const answer = await fetch(`${site}/bursar-webhooks`, {
      method: "POST",
      headers: { ...headers, "webhook-signature": "v1a,AAAA", "content-type": "application/json" },
      body: JSON.stringify(forged),
    });
    expect(answer.status).toBe(400);
    await page.reload();
    expect(await page.getByRole("row").filter({ hasText: "evt_forged" }).count()).toBe(0);
    expect(await page.getByRole("row").filter({ hasText: "omar" }).filter({ hasText: "first-aid" }).count()).toBe(0);
    expect(salma.faults).toEqual([]);
  });

  it("is closed to learners", async () => {
    const { visit } = await openAcademy();
    const omar = await (await visit()).signIn("Omar");
    for (const path of ["/office", "/office/units", "/office/prices", "/office/events"]) {
      const { page } = await omar.open(path);
      expect(new URL(page.url()).pathname).toBe("/sign-in");
    }
  });
});

describe("a learner who reads Arabic", () => {
  it("finds the page and the elements from right to left, without having chosen anything", async () => {
    const { visit } = await openAcademy();
    const layla = await (await visit()).signIn("ليلى");
    const tab = await layla.open("/");
    expect(await tab.page.locator("html").getAttribute("dir")).toBe("rtl");
    await tab.shows(tab.page.locator('bursar-enroll-button[offering="dot-hazmat"]'), "يتبقى لك ١٠٠ UNIT");
  });
});

describe("the choice of a language", () => {
  it("leads back to the same page, and nowhere else", async () => {
    const { visit } = await openAcademy();
    const { page } = await (await visit()).open("/live");
    await page.getByRole("button", { name: "العربية" }).click();
    await page.locator("html[lang=ar-EG]").waitFor();
    expect(new URL(page.url()).pathname).toBe("/live");
    await page.locator("[name=path]").evaluate((field: HTMLInputElement) => {
      field.value = "//elsewhere.example";
    });
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("html[lang=en]").waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
  });
});
