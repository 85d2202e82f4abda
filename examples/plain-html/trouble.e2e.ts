import type { Route } from "playwright";
import { describe, expect, it } from "vitest";
import { type Academy, useAcademies } from "./testing/academies.ts";
import type { Tab } from "./testing/tab.ts";
import type { Visitor } from "./testing/visitor.ts";

// Bad luck: the API, the academy's own server or the line to them is in trouble while somebody is there. Each element says
// so where it stands, a press brings what was missing, and nothing that went wrong is left to the page to catch.
const openAcademy = useAcademies();

const failed = "This could not be loaded";
const enrollButton = 'bursar-enroll-button[offering="dot-hazmat"]';

type Elements = Record<string, string>;

/** The elements of each page, by what they show when all is well. */
const learnersPages: Record<string, Elements> = {
  "/": { "header bursar-balance": "70 UNIT", [enrollButton]: "Leaves you 20 UNIT" },
  "/courses/dot-hazmat": { "bursar-enrollment-gate": "For enrolled learners", "bursar-catalog": "Lithium batteries" },
  "/live": { "bursar-catalog": "A day on the ramp" },
  "/learning": {
    "header bursar-balance": "70 UNIT",
    "bursar-enrollments": "You are not enrolled in anything yet",
    "bursar-wallet": "40 UNIT refundable",
    "bursar-transactions": "Training budget",
  },
};
const learning = learnersPages["/learning"] as Elements;
const adminsPages: Record<string, Elements> = {
  "/office/units": { "bursar-admin-units": "Amina Farouk" },
  "/office/prices": { "bursar-admin-prices": "dot-hazmat" },
};

async function showAll(tab: Tab, elements: Elements): Promise<void> {
  for (const [element, content] of Object.entries(elements)) await tab.shows(tab.page.locator(element), content);
}

/** Waits until each element says that it has nothing to show; a balance, in its line, says it to whoever points at it. */
async function allSaySo({ page }: Tab, elements: Elements): Promise<void> {
  for (const element of Object.keys(elements)) {
    const inside = page.locator(element);
    await inside.getByText(failed).or(inside.getByTitle(failed)).first().waitFor();
  }
}

async function tryAgain(tab: Tab, elements: Elements): Promise<void> {
  for (const element of Object.keys(elements))
    await tab.press(tab.page.locator(element).getByRole("button", { name: "Try again" }).first());
  await showAll(tab, elements);
}

/** What went wrong unseen, but for the line that a browser itself writes of each request that fails. */
const unseen = ({ faults }: Visitor) => faults.filter((fault) => !fault.startsWith("Failed to load resource"));

const signIn = async ({ visit }: Academy, name: string) => (await visit()).signIn(name);

/** The live stream brings what was missing by itself, once it comes through: without it, only a press does. */
const cutStream = ({ context }: Visitor) => context.route(/\/v1\/me\/events/, (route) => route.abort());

/** Answers in the API's place, but for its files, until the returned function is called. */
async function answerForApi({ context }: Visitor, answer: (route: Route) => unknown): Promise<() => void> {
  let isAway = true;
  // Never unrouted: a request that Chromium holds back at that very moment may never be let go.
  await context.route(/\/v1\//, (route) => (isAway ? answer(route) : route.continue()));
  return () => {
    isAway = false;
  };
}

const problem = (status: number, code: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: "application/problem+json",
    headers: { "Access-Control-Allow-Origin": "*" },
    json: { type: "about:blank", title: "Trouble", status, code, requestId: "req_1" },
  });

describe("while the API is away", () => {
  it.each([
    { name: "Amina", pages: learnersPages },
    { name: "Salma", pages: adminsPages },
  ])("each element of $name's pages says so, and a press brings what was missing when it is back", async (who) => {
    const academy = await openAcademy();
    const visitor = await signIn(academy, who.name);
    const pages = Object.entries(who.pages);
    // With `bursar.js` in the browser's cache: the API has that, too.
    for (const [path, elements] of pages) {
      const tab = await visitor.open(path);
      await showAll(tab, elements);
      await tab.page.goto("about:blank");
    }
    academy.api.stop();
    const opened: [Tab, Elements][] = [];
    for (const [path, elements] of pages) opened.push([await visitor.open(path), elements]);
    for (const [tab, elements] of opened) await allSaySo(tab, elements);
    await cutStream(visitor);
    await academy.api.start();
    for (const [tab, elements] of opened) await tryAgain(tab, elements);
    expect(unseen(visitor)).toEqual([]);
  });

  it("nobody has to press when it is back: the live stream brings what was missing", async () => {
    const academy = await openAcademy();
    const amina = await signIn(academy, "Amina");
    const tab = await amina.open("/learning");
    await showAll(tab, learning);
    await tab.page.goto("about:blank");
    academy.api.stop();
    const again = await amina.open("/learning");
    await allSaySo(again, learning);
    await academy.api.start();
    await showAll(again, learning);
    expect(unseen(amina)).toEqual([]);
  });

  it("a page that never had bursar.js works without it, and with it once it is back", async () => {
    const academy = await openAcademy();
    const amina = await signIn(academy, "Amina");
    academy.api.stop();
    const tab = await amina.open("/courses/dot-hazmat");
    await tab.page.getByRole("heading", { name: "Shipping dangerous goods" }).waitFor();
    await tab.page.getByRole("link", { name: "Courses" }).click();
    await tab.page.getByRole("link", { name: "First aid at work" }).waitFor();
    await academy.api.start();
    await tab.page.reload();
    await showAll(tab, learnersPages["/"] as Elements);
    expect(unseen(amina)).toEqual([]);
  });
});

describe("what the API answers", () => {
  it("may take its time: placeholders stand there until then", async () => {
    const amina = await signIn(await openAcademy(), "Amina");
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await answerForApi(amina, async (route) => {
      await held;
      await route.continue();
    });
    const tab = await amina.open("/learning");
    for (const element of Object.keys(learning)) {
      await tab.page.locator(element).locator("[part=skeleton], .skeleton").first().waitFor();
      expect(await tab.page.locator(element).getByRole("button").count()).toBe(0);
    }
    release();
    await showAll(tab, learning);
    expect(unseen(amina)).toEqual([]);
  });

  it.each([
    ["a fault", 500, "server.error"],
    ["that it is overloaded", 503, "server.unavailable"],
  ])(
    "may be %s, again and again: each element says so, until a press brings what was missing",
    async (_, status, code) => {
      const amina = await signIn(await openAcademy(), "Amina");
      const recover = await answerForApi(amina, problem(status, code));
      await cutStream(amina);
      const tab = await amina.open("/learning");
      await allSaySo(tab, learning);
      recover();
      await tryAgain(tab, learning);
      expect(unseen(amina)).toEqual([]);
    },
  );

  it("may be that a fresh token is worth nothing: no other one is asked for without end, and the page lives on", async () => {
    const academy = await openAcademy();
    const amina = await signIn(academy, "Amina");
    const asked: string[] = [];
    amina.context.on("request", (request) => asked.push(request.url()));
    const recover = await answerForApi(amina, problem(401, "auth.unauthenticated"));
    const tab = await amina.open("/learning");
    await allSaySo(tab, learning);
    const tokens = asked.filter((url) => url.endsWith("/bursar-token"));
    const calls = asked.filter((url) => url.includes("/v1/"));
    // Each call may find that its token is refused, get another one, and try once more with it: that is all.
    expect(tokens.length).toBeLessThanOrEqual(1 + calls.length / 2);
    expect(calls.length).toBeLessThan(20);
    recover();
    // With the live stream, one press is enough for all.
    await tab.press(tab.page.locator("header bursar-balance").getByRole("button"));
    await showAll(tab, learning);
    await academy.bursar.wallets.topUp({ user: "amina", currency: "UNIT", amount: 5, reason: "Prize" });
    await tab.shows(tab.page.locator("header bursar-balance"), "75 UNIT");
    expect(unseen(amina)).toEqual([]);
  });
});

describe("where the academy's server gives a token", () => {
  it.each([
    ["a fault", { status: 500, contentType: "text/plain", body: "Internal Server Error" }],
    ["its sign-in page", { status: 200, contentType: "text/html", body: "<!doctype html><h1>Who are you?</h1>" }],
  ])("%s instead is told by each element, until a press brings what was missing", async (_, answer) => {
    const amina = await signIn(await openAcademy(), "Amina");
    await amina.context.route("**/bursar-token", (route) => route.fulfill(answer));
    await cutStream(amina);
    const tab = await amina.open("/learning");
    await allSaySo(tab, learning);
    await amina.context.unroute("**/bursar-token");
    await tryAgain(tab, learning);
    expect(unseen(amina)).toEqual([]);
  });
});

describe("a press of Enroll", () => {
  const paidOnce = async ({ bursar }: Academy) => {
    expect((await bursar.enrollments.list({ user: "amina" })).data).toHaveLength(1);
    expect((await bursar.wallets.retrieve({ user: "amina", currency: "UNIT" })).balance).toBe(20);
  };

  it("without a line does nothing and says so; with it, enrolls and charges once", async () => {
    const academy = await openAcademy();
    const amina = await signIn(academy, "Amina");
    const tab = await amina.open("/");
    const button = tab.page.locator(enrollButton);
    await tab.shows(button, "Leaves you 20 UNIT");
    await amina.context.setOffline(true);
    await tab.press(button.getByRole("button"));
    await tab.shows(button, "You are offline");
    await amina.context.setOffline(false);
    await tab.press(button.getByRole("button"));
    await button.getByRole("link", { name: "Open" }).waitFor();
    await tab.shows(tab.page.locator("header bursar-balance"), "20 UNIT");
    await paidOnce(academy);
    expect(unseen(amina)).toEqual([]);
  });

  it("whose answer is lost on its way, and the answer to the next, charges once", async () => {
    const academy = await openAcademy();
    const amina = await signIn(academy, "Amina");
    await cutStream(amina);
    const tab = await amina.open("/");
    const button = tab.page.locator(enrollButton);
    await tab.shows(button, "Leaves you 20 UNIT");
    const recover = await answerForApi(amina, async (route) => {
      if (route.request().method() === "POST") await route.fetch();
      await route.abort();
    });
    await tab.press(button.getByRole("button"));
    await tab.shows(button, "you are never charged twice");
    await paidOnce(academy);
    recover();
    await tab.press(button.getByRole("button"));
    await button.getByRole("link", { name: "Open" }).waitFor();
    await tab.shows(tab.page.locator("header bursar-balance"), "20 UNIT");
    await paidOnce(academy);
    expect(unseen(amina)).toEqual([]);
  });
});
