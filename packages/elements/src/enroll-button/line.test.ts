import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { EnrollButtonHarness } from "./harness.ts";

const path = "/v1/me/waitlist";
const joins = () => api.received("POST", path);
const departures = () => api.received("DELETE", `${path}/hazmat`);
const price = (amount: number) => ({ currency: "UNIT", digits: 0, amount, version: 1 });

const html = `<bursar-enroll-button offering="hazmat"></bursar-enroll-button>`;
const showButton = (around = html) => new EnrollButtonHarness(show("bursar-enroll-button", around));

const listen = (type: keyof GlobalEventHandlersEventMap) => {
  const listener = vi.fn();
  document.addEventListener(type, listener, { once: true });
  return listener;
};

async function becomes(button: EnrollButtonHarness, state: EnrollButtonHarness["state"]): Promise<void> {
  await expect.poll(() => button.state).toBe(state);
}

/** A learner with 70 in front of a full course for 50, for which two others wait. */
async function showFull(): Promise<EnrollButtonHarness> {
  api.wallet("UNIT", 70).offering("hazmat").waitlist.full("hazmat", 2);
  const button = showButton();
  await becomes(button, "full");
  return button;
}

/** The same, in the line. */
async function showWaiting(): Promise<EnrollButtonHarness> {
  api.waitlist.wait("hazmat");
  api.wallet("UNIT", 70).offering("hazmat").waitlist.full("hazmat", 2);
  const button = showButton();
  await becomes(button, "waiting");
  return button;
}

/** A place gets free, and the stream tells of it. */
async function offer(amount: number, expiresAt?: string): Promise<void> {
  await expect.poll(() => api.listeners).toBe(1);
  const { id, offer } = api.waitlist.offer("hazmat", [price(amount)], expiresAt);
  api.emit("waitlist.offered", { entry: id, offering: "hazmat", expiresAt: offer?.expiresAt ?? "" });
}

const focused = ({ element }: EnrollButtonHarness) => element.shadowRoot?.activeElement?.getAttribute("part");

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("a press joins the line of what is full, says where one stands, and keeps the focus", async () => {
  const button = await showFull();
  expect([button.label, button.price, button.note]).toEqual(["Join the waitlist", "", "No place left"]);
  const joined = listen("bursar-waitlist");
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  await becomes(button, "waiting");
  expect([button.label, button.canBePressed]).toEqual(["You are number 3 in line", false]);
  await expect.poll(() => button.announcement).toBe("You are number 3 in line");
  expect(focused(button)).toBe("button");
  expect(joins()).toMatchObject([{ body: { offering: "hazmat" } }]);
  const entry = { status: "waiting", position: 3 };
  expect(joined.mock.lastCall?.[0]).toMatchObject({ bubbles: true, composed: true, offering: "hazmat", entry });
});

test("where nobody can begin to wait, what is full says so and no more; whoever waits goes on", async () => {
  api.waitlist.close().full("hazmat", 2);
  api.wallet("UNIT", 70).offering("hazmat");
  const button = showButton();
  await becomes(button, "unavailable");
  expect([button.label, button.note, button.canBePressed]).toEqual(["Full", "No place left", false]);
  api.waitlist.wait("hazmat");
  await expect.poll(() => api.listeners).toBe(1);
  api.emit("waitlist.joined", { entry: "wait_00000000000000000000000001", offering: "hazmat" });
  await becomes(button, "waiting");
});

test("a double press joins once", async () => {
  const button = await showFull();
  const release = api.hold("POST", path);
  button.press();
  button.press();
  await becomes(button, "busy");
  expect(button.note).toBe("Joining the waitlist…");
  button.press();
  release();
  await becomes(button, "waiting");
  expect(joins()).toHaveLength(1);
});

test("after an answer that never came, trying again uses the same idempotency key", async () => {
  const button = await showFull();
  for (let attempt = 0; attempt < 3; attempt++) api.lose("POST", path);
  button.press();
  await vi.waitFor(() => expect(button.note).toBe("No answer came. Try again: it is done once only"), 10_000);
  button.press();
  await becomes(button, "waiting");
  expect(new Set(joins().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test("whoever waits can't press, but takes focus and hears where they stand", async () => {
  const button = await showWaiting();
  await userEvent.tab();
  expect(button.element.shadowRoot?.activeElement?.getAttribute("aria-disabled")).toBe("true");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => button.announcement).toBe("You are number 3 in line");
  expect(joins()).toEqual([]);
});

test("whoever wants to leave is asked, and keeps the place and the focus when they think better of it", async () => {
  const button = await showWaiting();
  await userEvent.tab();
  await userEvent.tab();
  expect(focused(button)).toBe("leave");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => button.announcement).toBe("Leave the waitlist? You lose your place in it");
  expect(focused(button)).toBe("keep");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => focused(button)).toBe("leave");
  expect(departures()).toEqual([]);
});

test("leaving is told, and the focus goes to where one could join again", async () => {
  const button = await showWaiting();
  const left = listen("bursar-waitlist");
  button.leave();
  await button.element.updateComplete;
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.tab();
  expect(focused(button)).toBe("confirm");
  await userEvent.keyboard("{Enter}");
  await becomes(button, "full");
  expect([button.label, button.note]).toEqual(["Join the waitlist", "You are no longer in line"]);
  await expect.poll(() => button.announcement).toBe("You are no longer in line");
  await expect.poll(() => focused(button)).toBe("button");
  expect(departures()).toHaveLength(1);
  expect(left.mock.lastCall?.[0]).toMatchObject({ offering: "hazmat", entry: { status: "left" } });
});

test("a departure that failed leaves one in line, and can be tried again", async () => {
  const button = await showWaiting();
  const failed = listen("bursar-error");
  api.next("DELETE", `${path}/hazmat`, () => new Response("{}", { status: 400 }));
  button.leave();
  await button.element.updateComplete;
  button.confirm();
  await expect.poll(() => button.note).toBe("That did not work. Nothing has happened");
  await expect.poll(() => button.announcement).toBe("That did not work. Nothing has happened");
  expect(button.state).toBe("waiting");
  expect(failed).toHaveBeenCalled();
  button.leave();
  await button.element.updateComplete;
  button.confirm();
  await becomes(button, "full");
});

test("the place comes by itself, is announced, and is taken at the offered price", async () => {
  const button = await showWaiting();
  await offer(40);
  await becomes(button, "ready");
  expect([button.label, button.price]).toEqual(["Enroll", "40 UNIT"]);
  expect(button.note).toMatch(/^Your place is kept until \d+:00 [AP]M$/);
  await expect.poll(() => button.announcement).toBe(button.note);
  button.press();
  await expect.poll(() => button.note).toBe("You are enrolled. 30 UNIT left");
  const expectedPrice = { currency: "UNIT", amount: 40 };
  expect(api.received("POST", "/v1/me/enrollments")).toMatchObject([{ body: { expectedPrice } }]);
});

test("who was refused for want of a place is told of the one that is kept, and no more of the refusal", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const button = showButton();
  await becomes(button, "ready");
  api.refuse("POST", "/v1/me/enrollments", "offering.full", { capacity: 20 }).waitlist.full("hazmat");
  button.press();
  await becomes(button, "full");
  button.press();
  await becomes(button, "waiting");
  await offer(40);
  await expect.poll(() => button.note).toMatch(/^Your place is kept until /);
});

test("a place that is kept until another day says which", async () => {
  const button = await showWaiting();
  await offer(40, "2026-11-22T12:00:00.000Z");
  await expect.poll(() => button.note).toMatch(/^Your place is kept until Nov 2\d, \d+:00 [AP]M$/);
});

test("whoever can't pay for the place is told what is missing, and until when", async () => {
  const button = await showWaiting();
  api.wallet("UNIT", 30);
  await offer(40);
  await becomes(button, "short");
  expect(button.note).toMatch(/^You have 30, it takes 40: get 10 more · Your place is kept until \d+:00 [AP]M$/);
});

/** A place is kept for the learner, and others wait for it. */
async function showOffered(amount = 40): Promise<EnrollButtonHarness> {
  const button = await showWaiting();
  await offer(amount);
  await expect.poll(() => button.note).toContain("Your place is kept until");
  return button;
}

test("whoever does not want the place gives it up with the keyboard, after being asked, and hears of it", async () => {
  const button = await showOffered();
  const left = listen("bursar-waitlist");
  await userEvent.tab();
  await userEvent.tab();
  expect(focused(button)).toBe("leave");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => button.announcement).toBe("Give up the place? Somebody else gets it");
  expect(focused(button)).toBe("keep");
  expect(button.note).toContain("Your place is kept until");
  expect(departures()).toEqual([]);
  await userEvent.tab();
  expect(focused(button)).toBe("confirm");
  await userEvent.keyboard("{Enter}");
  await becomes(button, "full");
  expect([button.label, button.note]).toEqual(["Join the waitlist", "You are no longer in line"]);
  await expect.poll(() => button.announcement).toBe("You are no longer in line");
  await expect.poll(() => focused(button)).toBe("button");
  expect(departures()).toHaveLength(1);
  expect(left.mock.lastCall?.[0]).toMatchObject({ offering: "hazmat", entry: { status: "left" } });
});

test("whoever thinks better of giving the place up still has it", async () => {
  const button = await showOffered();
  button.leave();
  await expect.poll(() => focusable(button)).toEqual(["button", "keep", "confirm"]);
  button.keep();
  await expect.poll(() => focusable(button)).toEqual(["button", "leave"]);
  expect(departures()).toEqual([]);
  button.press();
  await expect.poll(() => button.note).toBe("You are enrolled. 30 UNIT left");
  expect(focusable(button)).toEqual(["button"]);
});

test("whoever can't pay for the place can give it up", async () => {
  api.waitlist.wait("hazmat");
  api.wallet("UNIT", 30).offering("hazmat").waitlist.full("hazmat");
  const button = showButton();
  await becomes(button, "waiting");
  await offer(40);
  await becomes(button, "short");
  button.leave();
  await expect.poll(() => focusable(button)).toHaveLength(3);
  button.confirm();
  await becomes(button, "full");
});

test("a place that nobody else waits for is there again for who gave it up, and they hear that it is theirs no more", async () => {
  const button = await showOffered();
  api.waitlist.free("hazmat");
  button.leave();
  await expect.poll(() => focusable(button)).toHaveLength(3);
  button.confirm();
  await expect.poll(() => button.note).toBe("You are no longer in line");
  expect([button.state, button.price, focusable(button)]).toEqual(["ready", "50 UNIT", ["button"]]);
  await expect.poll(() => button.announcement).toBe("You are no longer in line");
});

test("a place that could not be given up is kept, and that is said", async () => {
  const button = await showOffered();
  api.next("DELETE", `${path}/hazmat`, () => new Response("{}", { status: 400 }));
  button.leave();
  await expect.poll(() => focusable(button)).toHaveLength(3);
  button.confirm();
  await expect.poll(() => button.note).toBe("That did not work. Nothing has happened");
  await expect.poll(() => button.announcement).toBe("That did not work. Nothing has happened");
  expect(button.state).toBe("ready");
  button.leave();
  await expect.poll(() => focusable(button)).toHaveLength(3);
  button.confirm();
  await becomes(button, "full");
});

test("an offer that is over says so, and one can join again", async () => {
  const button = await showWaiting();
  await offer(40, "2026-11-20T09:30:00.300Z");
  await becomes(button, "ready");
  api.waitlist.end("hazmat", "expired");
  api.entitle("hazmat", { allowed: false, asOf: "2026-11-20T09:30:00.400Z" });
  await becomes(button, "full");
  await expect.poll(() => button.note).toBe("Your time to take the place is over");
  await expect.poll(() => button.announcement).toBe("Your time to take the place is over");
  button.press();
  await becomes(button, "waiting");
});

test("whoever gives the place up elsewhere is not told that their time is over", async () => {
  const button = await showWaiting();
  await offer(40);
  await becomes(button, "ready");
  const { id: entry } = api.waitlist.offer("hazmat", [price(40)]);
  api.waitlist.end("hazmat", "left");
  api.emit("waitlist.ended", { entry, offering: "hazmat", status: "left" });
  await becomes(button, "full");
  await expect.poll(() => button.announcement).toBe("No place left");
  expect(button.note).toBe("No place left");
});

/** The same, with a time that is moved, and without a stream, however often that is asked for. */
async function showWaitingLong(): Promise<EnrollButtonHarness> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  for (let attempt = 0; attempt < 9; attempt++) api.hold("GET", "/v1/me/events");
  return showWaiting();
}

test("those before one who leave are noticed within a minute, without a word from the stream", async () => {
  const button = await showWaitingLong();
  api.waitlist.full("hazmat", 1);
  await vi.advanceTimersByTimeAsync(58_000);
  expect(button.label).toBe("You are number 3 in line");
  await vi.advanceTimersByTimeAsync(3_000);
  await expect.poll(() => button.label).toBe("You are number 2 in line");
  await expect.poll(() => button.announcement).toBe("You are number 2 in line");
});

test("a page that nobody sees asks when somebody does", async () => {
  const button = await showWaitingLong();
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const asked = () => api.received("GET", "/v1/me/offerings/hazmat").length;
  api.waitlist.full("hazmat", 1);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(asked()).toBe(1);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await expect.poll(() => button.label).toBe("You are number 2 in line");
});

test("what is not full any more when one joins can be enrolled in", async () => {
  const button = await showFull();
  api.waitlist.free("hazmat");
  button.press();
  await becomes(button, "ready");
  expect([button.label, button.note]).toEqual(["Enroll", "There is a place now. Press to enroll"]);
  await expect.poll(() => button.announcement).toBe("There is a place now. Press to enroll");
  button.press();
  await becomes(button, "enrolled");
});

test("who turns out to be enrolled when joining is shown so", async () => {
  const button = await showFull();
  api.refuse("POST", path, "enrollment.already_enrolled", { enrollment: "enr_1" }).entitle("hazmat");
  button.press();
  await becomes(button, "enrolled");
  await expect.poll(() => button.announcement).toBe("Enrolled");
});

test("an offering that closes shows that, in line or not", async () => {
  const button = await showFull();
  const closedAt = "2026-11-01T09:00:00.000Z";
  api.refuse("POST", path, "offering.closed", { closedAt });
  api.find("hazmat", { obstacle: { code: "offering.closed", closedAt } });
  button.press();
  await becomes(button, "unavailable");
  await expect.poll(() => button.announcement).toMatch(/^Enrollment closed Nov 1, 2026, /);
});

test("the next user is told nothing of what the one before has done", async () => {
  const button = await showWaiting();
  button.leave();
  await button.element.updateComplete;
  button.confirm();
  await expect.poll(() => button.note).toBe("You are no longer in line");
  signIn();
  await expect.poll(() => button.note).toBe("No place left");
});

test("speaks Arabic, with its digits", async () => {
  api.waitlist.wait("hazmat");
  api.wallet("UNIT", 70).offering("hazmat").waitlist.full("hazmat", 2);
  const button = showButton(`<section lang="ar-EG" dir="rtl">${html}</section>`);
  await expect.poll(() => button.label).toBe("أنت رقم ٣ في الدور");
  await expect.poll(() => api.listeners).toBe(1);
  api.waitlist.full("hazmat", 1);
  api.reset();
  await expect.poll(() => button.label).toBe("يسبقك شخص واحد في الدور");
  await offer(40);
  await expect.poll(() => button.note).toMatch(/^مكانك محجوز حتى [٠-٩]+:٠٠ [صم]$/);
});

test("takes the same room whether one waits or not, whatever the theme says", async () => {
  const button = await showFull();
  const room = () => [button.element.offsetWidth, button.element.offsetHeight];
  const full = room();
  button.press();
  await becomes(button, "waiting");
  expect(room()).toEqual(full);
  button.leave();
  await expect.poll(() => focusable(button)).toEqual(["button", "keep", "confirm"]);
  expect(room()).toEqual(full);
  wearHostileTheme();
  expect(room()).toEqual(full);
});

const focusable = ({ element }: EnrollButtonHarness) =>
  [...element.renderRoot.querySelectorAll("button")].map((one) => one.getAttribute("part"));

test("a screen reader hears where one stands, and what one can do", async () => {
  const button = await showWaiting();
  await expect.element(page.elementLocator(button.element)).toMatchAriaInlineSnapshot(`
    - button "You are number 3 in line" [disabled]
    - button "Leave the waitlist"
    - status
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const button = await showFull();
    await expectAccessible();
    const release = api.hold("POST", path);
    button.press();
    await becomes(button, "busy");
    await expectAccessible();
    release();
    await becomes(button, "waiting");
    await expectAccessible();
    button.leave();
    await expect.poll(() => focusable(button)).toHaveLength(3);
    await expectAccessible();
    api.next("DELETE", `${path}/hazmat`, () => new Response("{}", { status: 400 }));
    button.confirm();
    await expect.poll(() => button.note).not.toBe("");
    await expectAccessible();
    button.leave();
    await expect.poll(() => focusable(button)).toHaveLength(3);
    button.confirm();
    await becomes(button, "full");
    await expectAccessible();
    button.press();
    await becomes(button, "waiting");
    await offer(40, "2026-11-22T12:00:00.000Z");
    await becomes(button, "ready");
    await expectAccessible();
    button.leave();
    await expect.poll(() => focusable(button)).toHaveLength(3);
    await expectAccessible();
    button.keep();
    api.wallet("UNIT", 30);
    button.element.style.inlineSize = "11em";
    api.reset();
    await becomes(button, "short");
    await expectAccessible();
    button.element.style.inlineSize = "";
    api.waitlist.end("hazmat", "expired");
    api.entitle("hazmat", { allowed: false, asOf: "2026-11-22T12:00:00.000Z" }).reset();
    await becomes(button, "full");
    await expectAccessible();
  });
});
