import type { Obstacle, OfferingStatus } from "@bursar/sdk";
import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { offeringQuery } from "../session/enrollments.ts";
import { pageSession } from "../session/session.ts";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import type { BursarEnrollButton } from "./enroll-button.ts";
import { EnrollButtonHarness } from "./harness.ts";

const path = "/v1/me/enrollments";
const orders = () => api.received("POST", path);

const showButton = (html = `<bursar-enroll-button offering="hazmat"></bursar-enroll-button>`) =>
  new EnrollButtonHarness(show("bursar-enroll-button", html));

const listen = (type: keyof GlobalEventHandlersEventMap) => {
  const listener = vi.fn();
  document.addEventListener(type, listener, { once: true });
  return listener;
};

async function becomes(button: EnrollButtonHarness, state: EnrollButtonHarness["state"]): Promise<void> {
  await expect.poll(() => button.state).toBe(state);
}

/** A learner with 70 in front of a course for 50. */
async function showReady(html?: string): Promise<EnrollButtonHarness> {
  api.wallet("UNIT", 70).offering("hazmat");
  const button = showButton(html);
  await becomes(button, "ready");
  return button;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("shows the price, and what it would leave", async () => {
  const button = await showReady();
  expect([button.label, button.price, button.note]).toEqual(["Enroll", "50 UNIT", "Leaves you 20 UNIT"]);
});

test("says for how long the access is", async () => {
  api.wallet("UNIT", 70).offering("hazmat", { accessDays: 1 });
  const button = showButton();
  await expect.poll(() => button.note).toBe("Access for one day · Leaves you 20 UNIT");
});

test("a press enrolls at the price that was shown", async () => {
  const button = await showReady();
  const enrolled = listen("bursar-enrolled");
  button.press();
  await becomes(button, "enrolled");
  expect(orders()).toMatchObject([{ body: { offering: "hazmat", expectedPrice: { currency: "UNIT", amount: 50 } } }]);
  expect(button.note).toBe("You are enrolled. 20 UNIT left");
  await expect.poll(() => button.announcement).toBe("You are enrolled. 20 UNIT left");
  expect(enrolled.mock.lastCall?.[0]).toMatchObject({ bubbles: true, composed: true, offering: "hazmat" });
});

test("a double press is one request", async () => {
  const button = await showReady();
  const release = api.hold("POST", path);
  button.press();
  button.press();
  await becomes(button, "busy");
  button.press();
  release();
  await becomes(button, "enrolled");
  expect(orders()).toHaveLength(1);
});

test("two buttons for one offering are one purchase", async () => {
  const html = `<bursar-enroll-button offering="hazmat"></bursar-enroll-button>`;
  const button = await showReady(html + html);
  const other = new EnrollButtonHarness(document.querySelectorAll("bursar-enroll-button")[1] as BursarEnrollButton);
  const release = api.hold("POST", path);
  button.press();
  other.press();
  release();
  await becomes(button, "enrolled");
  await becomes(other, "enrolled");
  expect(orders()).toHaveLength(1);
});

test("after an answer that never came, trying again uses the same idempotency key", async () => {
  const button = await showReady();
  for (let attempt = 0; attempt < 3; attempt++) api.lose("POST", path);
  button.press();
  await vi.waitFor(() => expect(button.note).toBe("No answer came. Try again: you are never charged twice"), 10_000);
  const { length } = orders();
  button.press();
  await becomes(button, "enrolled");
  expect(orders()).toHaveLength(length + 1);
  expect(new Set(orders().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test("after a refusal, trying again is another intent", async () => {
  const button = await showReady();
  api.refuse("POST", path, "wallet.frozen", { currency: "UNIT", reason: "dispute" });
  button.press();
  await expect.poll(() => button.note).toBe("Your wallet is frozen, so nothing was charged");
  expect(button.canBePressed).toBe(true);
  button.press();
  await becomes(button, "enrolled");
  expect(new Set(orders().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
});

test("a price that has changed is shown, and charged only after another press", async () => {
  const button = await showReady();
  const failed = listen("bursar-error");
  api.price("hazmat", 60);
  button.press();
  await expect.poll(() => button.note).toBe("The price is now 60 UNIT. Press again to enroll");
  expect([button.state, button.price]).toEqual(["ready", "60 UNIT"]);
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "price.changed" });
  button.press();
  await expect.poll(() => button.note).toBe("You are enrolled. 10 UNIT left");
});

test("what was free and is no longer is not charged unseen", async () => {
  api.wallet("UNIT", 70).price("hazmat", 0);
  const button = showButton();
  await expect.poll(() => button.price).toBe("Free");
  api.price("hazmat", 60);
  button.press();
  await expect.poll(() => button.note).toBe("The price is now 60 UNIT. Press again to enroll");
});

test("a wallet that can't pay is told what is missing, and the button still takes focus", async () => {
  api.wallet("UNIT", 30).offering("hazmat");
  const button = showButton();
  await becomes(button, "short");
  expect(button.note).toBe("You have 30, it takes 50: get 20 more");
  await userEvent.tab();
  const control = button.element.shadowRoot?.activeElement;
  expect(control?.getAttribute("aria-disabled")).toBe("true");
  const described = control
    ?.getAttribute("aria-describedby")
    ?.split(" ")
    .map((id) => button.element.shadowRoot?.getElementById(id)?.textContent?.trim());
  expect(described).toContain("You have 30, it takes 50: get 20 more");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => button.announcement).toBe("You have 30, it takes 50: get 20 more");
  expect(orders()).toEqual([]);
});

test("a top-up from elsewhere lets it be pressed", async () => {
  api.wallet("UNIT", 30).offering("hazmat");
  const button = showButton();
  await becomes(button, "short");
  await expect.poll(() => api.listeners).toBe(1);
  const topUp = {
    transaction: "txn_1",
    transactionType: "top_up",
    currency: "UNIT",
    digits: 0,
    amount: 40,
    balance: 70,
    version: 2,
  };
  api.emit("transaction.posted", topUp);
  await becomes(button, "ready");
});

test("a wallet that was emptied elsewhere is noticed at the press", async () => {
  const button = await showReady();
  api.wallet("UNIT", 10);
  button.press();
  await becomes(button, "short");
  await expect.poll(() => button.announcement).toBe("You have 10, it takes 50: get 40 more");
});

test("an enrollment in another tab shows here", async () => {
  const button = await showReady();
  await expect.poll(() => api.listeners).toBe(1);
  api.emit("enrollment.created", { enrollment: "enr_1", offering: "hazmat", source: "wallet" });
  await becomes(button, "enrolled");
});

test("who is enrolled already is not charged again", async () => {
  const button = await showReady();
  api.entitle("hazmat");
  button.press();
  await becomes(button, "enrolled");
});

test("enrolled, it leads to the offering, and focus stays with whoever pressed", async () => {
  const button = await showReady(
    `<bursar-enroll-button offering="hazmat" href="/courses/hazmat"></bursar-enroll-button>`,
  );
  await userEvent.tab();
  await userEvent.keyboard(" ");
  await becomes(button, "enrolled");
  expect(button.href).toBe(new URL("/courses/hazmat", location.href).href);
  await expect.poll(() => button.element.shadowRoot?.activeElement?.localName).toBe("a");
});

test("a link that would run a script leads nowhere", async () => {
  api.offering("hazmat").entitle("hazmat");
  const button = showButton(
    `<bursar-enroll-button offering="hazmat" href="javascript:alert(1)"></bursar-enroll-button>`,
  );
  await becomes(button, "enrolled");
  expect(button.href).toBeNull();
});

test("an enroll event that is cancelled enrolls nobody, until the host does", async () => {
  const button = await showReady();
  document.addEventListener("bursar-enroll", (event) => event.preventDefault(), { once: true });
  button.press();
  await button.element.updateComplete;
  expect([button.state, orders().length]).toEqual(["ready", 0]);
  await button.element.enroll();
  await becomes(button, "enrolled");
});

test("shows and pays the price in its currency", async () => {
  const prices = [
    { currency: "UNIT", digits: 0, amount: 50, version: 1 },
    { currency: "EGP", digits: 2, amount: 49_900, version: 1 },
  ];
  api.wallet("EGP", 60_000, 2).offering("hazmat", { prices });
  const button = showButton(`<bursar-enroll-button offering="hazmat" currency="EGP"></bursar-enroll-button>`);
  await expect.poll(() => button.price).toBe("EGP 499");
  button.press();
  await expect.poll(() => button.note).toBe("You are enrolled. EGP 101 left");
});

test("an offering that could not be loaded can be tried again", async () => {
  api.hold("GET", "/v1/me/events");
  api
    .wallet("UNIT", 70)
    .offering("hazmat")
    .next("GET", "/v1/me/offerings/hazmat", () => new Response("{}", { status: 400 }));
  const button = showButton();
  await becomes(button, "failed");
  button.press();
  await becomes(button, "ready");
});

test("tells that it is offline", async () => {
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", "/v1/me/offerings/hazmat", () => new Response("{}", { status: 400 }));
  const button = showButton();
  await becomes(button, "failed");
  expect(button.note).toBe("You are offline");
  vi.restoreAllMocks();
  api.wallet("UNIT", 70).offering("hazmat");
  dispatchEvent(new Event("online"));
  await becomes(button, "ready");
});

test.for([
  ["not open for enrollment", () => api.offering("hazmat", { available: false })],
  ["not known", () => api],
] as const)("an offering that is %s can't be pressed", async ([_, given]) => {
  given();
  const button = showButton();
  await becomes(button, "unavailable");
  expect([button.label, button.canBePressed]).toEqual(["Not open for enrollment", false]);
});

const obstacles = [
  [
    { code: "offering.not_open_yet", opensAt: "2026-12-01T09:00:00.000Z" },
    "Not open yet",
    /^Enrollment opens Dec 1, 2026, /,
  ],
  [{ code: "offering.closed", closedAt: "2026-11-01T09:00:00.000Z" }, "Closed", /^Enrollment closed Nov 1, 2026, /],
  [{ code: "enrollment.prerequisites_missing", missing: ["basics"] }, "Not yet", /^Complete Forklift basics first$/],
  [{ code: "enrollment.prerequisites_missing", missing: ["a", "b"] }, "Not yet", /^Complete 2 other courses first$/],
] as const;

test.for(obstacles)("%o can't be pressed, takes focus, and says why", async ([obstacle, label, note]) => {
  api.wallet("UNIT", 70).offering("hazmat").offering("basics", { title: "Forklift basics" });
  api.find("hazmat", { obstacle: obstacle as unknown as Obstacle });
  const button = showButton();
  await becomes(button, "unavailable");
  await expect.poll(() => button.note).toMatch(note);
  expect([button.label, button.price, button.canBePressed]).toEqual([label, "", false]);
  await userEvent.tab();
  expect(button.element.shadowRoot?.activeElement?.getAttribute("aria-disabled")).toBe("true");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => button.announcement).toMatch(note);
  expect(orders()).toEqual([]);
});

test("an obstacle that has come up since is met at the press, told and shown", async () => {
  const button = await showReady();
  const failed = listen("bursar-error");
  const closedAt = "2026-11-01T09:00:00.000Z";
  api.refuse("POST", path, "offering.closed", { closedAt });
  api.find("hazmat", { obstacle: { code: "offering.closed", closedAt } });
  button.press();
  await becomes(button, "unavailable");
  expect([button.label, button.note]).toEqual(["Closed", expect.stringMatching(/^Enrollment closed Nov 1, 2026, /)]);
  await expect.poll(() => button.announcement).toMatch(/^Enrollment closed Nov 1, 2026, /);
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "offering.closed" });
});

test("an obstacle that is gone again says what it was, and can be pressed again", async () => {
  const button = await showReady();
  api.refuse("POST", path, "offering.full", { capacity: 20 });
  button.press();
  await expect.poll(() => button.note).toBe("No place left");
  expect([button.state, button.canBePressed]).toEqual(["ready", true]);
});

test("when enrollment opens, it can be pressed without loading the page again", async () => {
  const opensAt = "2026-11-20T09:30:00.300Z";
  api
    .wallet("UNIT", 70)
    .offering("hazmat")
    .find("hazmat", { obstacle: { code: "offering.not_open_yet", opensAt } });
  const button = showButton();
  await becomes(button, "unavailable");
  api.find("hazmat", { obstacle: null });
  await becomes(button, "ready");
});

test("a prerequisite that is completed elsewhere opens it", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  api.find("hazmat", { obstacle: { code: "enrollment.prerequisites_missing", missing: ["a", "b"] } });
  const button = showButton();
  await becomes(button, "unavailable");
  await expect.poll(() => api.listeners).toBe(1);
  api.find("hazmat", { obstacle: null });
  api.emit("enrollment.updated", {
    enrollment: "enr_1",
    offering: "b",
    status: "completed",
    completionPercentage: 100,
  });
  await becomes(button, "ready");
});

test.for([
  [1, "One place left · Leaves you 20 UNIT"],
  [3, "3 places left · Leaves you 20 UNIT"],
  [6, "Leaves you 20 UNIT"],
] as const)("of %i places it says: %s", async ([placesLeft, note]) => {
  api.wallet("UNIT", 70).offering("hazmat").find("hazmat", { placesLeft });
  const button = showButton();
  await expect.poll(() => button.note).toBe(note);
});

test.each([
  ["course", 70, "Sessions you have already: 1 of 3"],
  ["membership", 70, "Included and yours already: 1 of 3"],
  ["course", 30, "You have 30, it takes 50: get 20 more"],
] as const)(
  "before a %s, with %i in the wallet, who has a part of it already reads: %s",
  async (kind, balance, note) => {
    api
      .wallet("UNIT", balance)
      .offering("hazmat", { kind, includes: ["one", "two", "three"] })
      .find("hazmat", { owned: 1 });
    const button = showButton();
    await expect.poll(() => button.note).toBe(note);
  },
);

test("what comes with something else is open, and says with what", async () => {
  const url = "https://academy.example/hazmat";
  api.offering("hazmat", { url }).offering("all", { kind: "membership", title: "Full membership" });
  api.entitle("hazmat", { through: "all" });
  const button = showButton();
  await becomes(button, "enrolled");
  await expect.poll(() => button.note).toBe("Included in Full membership");
  // The title may run the other way.
  expect(button.element.shadowRoot?.textContent).toContain("\u2068Full membership\u2069");
  expect([button.label, button.href]).toEqual(["Open", url]);
  api.offering("hazmat", { url: null });
  api.reset();
  await expect.poll(() => button.label).toBe("Included");
});

test("with a status of the host's it asks for nothing, and enrolls all the same", async () => {
  await showReady();
  const status = pageSession().resource(offeringQuery("hazmat")).value as OfferingStatus;
  const asked = () => api.received("GET", "/v1/me/offerings/hazmat").length;
  await expect.poll(asked).toBe(2);
  const other = document.createElement("bursar-enroll-button");
  Object.assign(other, { offering: "hazmat", status });
  document.body.replaceChildren(other);
  await expect.poll(() => new EnrollButtonHarness(other).state).toBe("ready");
  expect([asked(), new EnrollButtonHarness(other).price]).toEqual([2, "50 UNIT"]);
  new EnrollButtonHarness(other).press();
  await expect.poll(() => orders().length).toBe(1);
});

test("who is signed out by the time of the press is told so, and that nothing was charged", async () => {
  const button = await showReady();
  api.refuse("POST", path, "auth.unauthenticated", {});
  api.signedIn = false;
  button.press();
  await becomes(button, "signed-out");
  expect(button.label).toBe("Sign in to enroll");
  expect(button.note).not.toContain("No answer came");
});

test("of several prices it shows the first that can be paid, unless the host chose one", async () => {
  const prices = [
    { currency: "EGP", digits: 2, amount: 49_900, version: 1 },
    { currency: "UNIT", digits: 0, amount: 50, version: 1 },
  ];
  api.wallet("EGP", 0, 2).wallet("UNIT", 70).offering("hazmat", { prices });
  const [first, chosen] = [showButton(), () => document.querySelector("bursar-enroll-button") as BursarEnrollButton];
  await expect.poll(() => [first.state, first.price]).toEqual(["ready", "50 UNIT"]);
  chosen().currency = "EGP";
  await expect.poll(() => [first.state, first.price]).toEqual(["short", "EGP 499"]);
  chosen().removeAttribute("currency");
  api.post("UNIT", -60);
  chosen().currency = "";
  await expect.poll(() => [first.state, first.price]).toEqual(["short", "EGP 499"]);
});

test("signed out, it leads to where one signs in", async () => {
  api.signedIn = false;
  const button = showButton(`<bursar-enroll-button offering="hazmat" sign-in-href="/login"></bursar-enroll-button>`);
  await becomes(button, "signed-out");
  expect([button.label, button.href]).toEqual(["Sign in to enroll", new URL("/login", location.href).href]);
});

test("the host's wording stands in for ours, in whatever an editor wraps it", async () => {
  const button = await showReady(
    `<bursar-enroll-button offering="hazmat"><p>Join the webinar</p></bursar-enroll-button>`,
  );
  expect(button.element.querySelector("p")?.checkVisibility()).toBe(true);
  expect(button.label).toBe("");
});

test("white space is no wording", async () => {
  const button = await showReady(`<bursar-enroll-button offering="hazmat">\n  <!-- more -->\n</bursar-enroll-button>`);
  expect(button.label).toBe("Enroll");
});

test("follows its offering", async () => {
  const button = await showReady();
  api.price("other", 20);
  button.element.offering = "other";
  await expect.poll(() => button.price).toBe("20 UNIT");
});

test("after enrolling in a session it says when that takes place", async () => {
  api.wallet("UNIT", 70).offering("hazmat", {
    kind: "session",
    startsAt: "2026-12-21T08:00:00.000Z",
    endsAt: "2026-12-21T09:00:00.000Z",
  });
  const button = showButton();
  await becomes(button, "ready");
  button.press();
  await becomes(button, "enrolled");
  expect(button.note).toMatch(/^You are enrolled. 20 UNIT left · Dec 21, 2026, \d+:00/);
});

test("a session that is cancelled can't be enrolled in, and whoever has it is told that the money comes back", async () => {
  api.offering("hazmat", { kind: "session", available: false, cancelledAt: "2026-11-19T08:00:00.000Z" });
  const button = showButton();
  await becomes(button, "unavailable");
  await expect.poll(() => [button.label, button.note]).toEqual(["Cancelled", "It does not take place"]);
  api.entitle("hazmat");
  api.emit("enrollment.created", { enrollment: "enr_1", offering: "hazmat", source: "wallet" });
  await expect.poll(() => button.note).toBe("Cancelled; any payment comes back");
});

const cancellable = `<bursar-enroll-button offering="hazmat" cancellable></bursar-enroll-button>`;

test("cancels where the host lets it, after saying what comes back, and can enroll again", async () => {
  api.wallet("UNIT", 20).offering("hazmat").entitle("hazmat");
  const button = showButton(cancellable);
  const [before, after] = [listen("bursar-cancel"), listen("bursar-cancelled")];
  await becomes(button, "enrolled");
  button.cancel();
  await expect.poll(() => button.question).toMatch(/^Cancel DOT HAZMAT\? You get 50 UNIT back, to your wallet/);
  expect(before).not.toHaveBeenCalled();
  button.confirm();
  await becomes(button, "ready");
  expect([button.outcome, button.note]).toEqual([
    "Cancelled: DOT HAZMAT. 50 UNIT is back in your wallet",
    "Leaves you 20 UNIT",
  ]);
  expect(before.mock.lastCall?.[0]).toMatchObject({ cancelable: true, offering: "hazmat", refund: { amount: 50 } });
  expect(after.mock.lastCall?.[0]).toMatchObject({ composed: true, offering: "hazmat" });
});

test("keeps what somebody thought better of, and the focus goes back to where it was", async () => {
  api.offering("hazmat").entitle("hazmat");
  const button = showButton(cancellable);
  await becomes(button, "enrolled");
  button.cancel();
  await expect.poll(() => button.question).toContain("50 UNIT");
  button.keep();
  await expect.poll(() => button.question).toBe("");
  expect(button.element.shadowRoot?.activeElement?.getAttribute("part")).toBe("cancel");
  expect(api.requests.filter(({ path }) => path.endsWith("/cancel"))).toEqual([]);
});

const cancelButton = ({ element }: EnrollButtonHarness) => element.renderRoot.querySelector("[part=cancel]");

test.each([
  ["took place by the API's clock", { endsAt: "2026-11-20T09:30:00.000Z" }],
  ["does not take place", { cancelledAt: "2026-11-19T09:30:00.000Z" }],
])("what is a session that %s can't be cancelled any more: nothing is left to come back by that", async (_, over) => {
  const session = { kind: "session", startsAt: "2026-11-20T08:30:00.000Z" } as const;
  api.offering("hazmat", { ...session, ...over }).entitle("hazmat");
  const button = showButton(cancellable);
  await becomes(button, "enrolled");
  expect(cancelButton(button)).toBeNull();
});

test("a session that is not over by the API's clock can be cancelled, whatever this one shows", async () => {
  const session = {
    kind: "session",
    startsAt: "2026-11-20T08:30:00.000Z",
    endsAt: "2026-11-20T09:30:00.001Z",
  } as const;
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2027-01-01T00:00:00.000Z") });
  api.offering("hazmat", session).entitle("hazmat");
  const button = showButton(cancellable);
  await becomes(button, "enrolled");
  expect(cancelButton(button)).not.toBeNull();
});

test("without being asked for it, it lets nobody cancel", async () => {
  api.offering("hazmat").entitle("hazmat");
  const button = showButton();
  await becomes(button, "enrolled");
  button.cancel();
  expect(button.element.renderRoot.querySelector("[part=cancel]")).toBeNull();
  button.element.cancellable = true;
  await expect.poll(() => button.element.renderRoot.querySelector("[part=cancel]")).not.toBeNull();
});

test("speaks the language around it, with its digits and plurals", async () => {
  api.wallet("UNIT", 70).offering("hazmat", { accessDays: 2 });
  const button = showButton(
    `<section lang="ar-EG" dir="rtl"><bursar-enroll-button offering="hazmat"></bursar-enroll-button></section>`,
  );
  await expect.poll(() => button.note).toBe("الوصول متاح ليومين، يتبقى لك ٢٠ UNIT");
  document.querySelector("section")?.setAttribute("lang", "en");
  await expect.poll(() => button.note).toBe("Access for 2 days · Leaves you 20 UNIT");
});

test("takes the same room in each state, whatever the theme says", async () => {
  const release = api.wallet("UNIT", 70).offering("hazmat").hold("GET", "/v1/me/offerings/hazmat");
  const button = showButton();
  await becomes(button, "loading");
  const room = () => [button.element.offsetWidth, button.element.offsetHeight];
  const loading = room();
  release();
  await becomes(button, "ready");
  expect(room()).toEqual(loading);

  wearHostileTheme();
  expect(room()).toEqual(loading);

  button.press();
  await becomes(button, "enrolled");
  expect(room()).toEqual(loading);
});

test("a screen reader hears what a press does, what it costs, and what came of it", async () => {
  api.offering("hazmat", { url: "https://academy.example/hazmat" });
  const button = await showReady();
  await expect.element(page.elementLocator(button.element)).toMatchAriaInlineSnapshot(`
    - button "Enroll 50 UNIT"
    - text: Leaves you 20 UNIT
    - status
  `);
  await expect.element(page.getByRole("button")).toHaveAccessibleDescription("DOT HAZMAT Leaves you 20 UNIT");
  button.press();
  await expect.poll(() => button.announcement).not.toBe("");
  await expect.element(page.elementLocator(button.element)).toMatchAriaInlineSnapshot(`
    - link "Open":
      - /url: https://academy.example/hazmat
    - text: You are enrolled. 20 UNIT left
    - status: You are enrolled. 20 UNIT left
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const release = api
      .wallet("UNIT", 70)
      .offering("hazmat", { url: "https://academy.example/hazmat" })
      .hold("GET", "/v1/me/offerings/hazmat");
    const button = showButton();
    await becomes(button, "loading");
    await expectAccessible();
    release();
    await becomes(button, "ready");
    await expectAccessible();

    api.price("hazmat", 60);
    button.press();
    await expect.poll(() => button.note).toMatch(/60|٦٠/);
    await expectAccessible();

    const answer = api.hold("POST", path);
    button.press();
    await becomes(button, "busy");
    await expectAccessible();
    answer();
    await becomes(button, "enrolled");
    await expectAccessible();

    api.price("dear", 90);
    button.element.offering = "dear";
    await becomes(button, "short");
    await expectAccessible();

    api.price("few", 5).find("few", { placesLeft: 2 });
    button.element.offering = "few";
    await becomes(button, "ready");
    await expectAccessible();
    const isTold = () => button.element.renderRoot.querySelector("[part=note]")?.classList.contains("bad");
    api.refuse("POST", path, "wallet.in_debt", { currency: "UNIT", debt: 5 });
    button.press();
    await expect.poll(isTold).toBe(true);
    await expectAccessible();
    api.next("POST", path, () => new Response("{}", { status: 501 }));
    button.press();
    await becomes(button, "busy");
    await expect.poll(isTold).toBe(true);
    await expectAccessible();

    button.element.offering = "hazmat";
    button.element.cancellable = true;
    await becomes(button, "enrolled");
    button.cancel();
    await expect.poll(() => button.question).toMatch(/50|60|٦٠|٥٠/);
    await expectAccessible();
    button.keep();

    for (const [place, [obstacle]] of obstacles.entries()) {
      api.offering(`obstacle-${place}`).find(`obstacle-${place}`, { obstacle: obstacle as unknown as Obstacle });
      button.element.offering = `obstacle-${place}`;
      await becomes(button, "unavailable");
      await expect.poll(() => button.note).not.toBe("");
      await expectAccessible();
    }

    api.offering("included").entitle("included", { through: "hazmat" });
    button.element.offering = "included";
    await becomes(button, "enrolled");
    await expectAccessible();

    button.element.offering = "unknown";
    await becomes(button, "unavailable");
    await expectAccessible();

    api.next("GET", "/v1/me/offerings/broken", () => new Response("{}", { status: 400 }));
    button.element.offering = "broken";
    await becomes(button, "failed");
    await expectAccessible();

    signOut();
    await becomes(button, "signed-out");
    await expectAccessible();
    button.element.signInHref = "/login";
    await expect.poll(() => button.href).not.toBeNull();
    await expectAccessible();
  });
});
