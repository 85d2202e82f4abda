import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { EnrollButtonHarness } from "../enroll-button/harness.ts";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { EnrollmentGateHarness } from "./harness.ts";

const path = "/v1/me/offerings/hazmat";

const showGate = (html = `<bursar-enrollment-gate offering="hazmat"><p>Lesson one</p></bursar-enrollment-gate>`) =>
  new EnrollmentGateHarness(show("bursar-enrollment-gate", html));

const listen = (type: keyof GlobalEventHandlersEventMap) => {
  const listener = vi.fn();
  document.addEventListener(type, listener, { once: true });
  return listener;
};

const content = () => document.querySelector("bursar-enrollment-gate p");

async function opens(gate: EnrollmentGateHarness, isOpen = true): Promise<void> {
  await expect.poll(() => gate.isOpen).toBe(isOpen);
  expect(content()?.checkVisibility()).toBe(isOpen);
}

/** The enroll button of a locked gate, when it can be pressed. */
async function buttonOf(gate: EnrollmentGateHarness): Promise<EnrollButtonHarness> {
  await expect.poll(() => gate.button?.isUpdatePending).toBe(false);
  const button = new EnrollButtonHarness(gate.button as HTMLElementTagNameMap["bursar-enroll-button"]);
  await expect.poll(() => button.state).toBe("ready");
  return button;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("who may enter sees what is inside, and the host is told to load the rest", async () => {
  api.offering("hazmat").entitle("hazmat");
  const opened = listen("bursar-gate-open");
  await opens(showGate());
  expect(opened.mock.lastCall?.[0]).toMatchObject({ bubbles: true, composed: true, offering: "hazmat" });
});

test("nobody sees what is inside before it is known that they may", async () => {
  const release = api.offering("hazmat").entitle("hazmat").hold("GET", path);
  const gate = showGate();
  await expect.poll(() => gate.isLoading).toBe(true);
  expect(content()?.checkVisibility()).toBe(false);
  release();
  await opens(gate);
});

test("everybody else sees what it is, why it is locked, and what to do", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const gate = showGate();
  const button = await buttonOf(gate);
  expect([gate.isOpen, gate.title, gate.why, button.label]).toEqual([
    false,
    "DOT HAZMAT",
    "For enrolled learners",
    "Enroll",
  ]);
  expect(api.received("GET", path)).toHaveLength(2);
});

test.for([
  ["expired", "2026-10-01T09:00:00.000Z", "Your access ended on Oct 1, 2026"],
  ["not_started", null, "Your access has not begun yet"],
] as const)("access that is %s is told as such", async ([reason, expiresAt, why]) => {
  api.wallet("UNIT", 70).offering("hazmat").entitle("hazmat", { allowed: false, reason, expiresAt });
  const gate = showGate();
  await expect.poll(() => gate.why).toBe(why);
  expect(gate.isOpen).toBe(false);
});

test("it opens with the enrollment; event, focus and screen reader follow", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const gate = showGate();
  await buttonOf(gate);
  const enrolled = listen("bursar-enrolled");
  const opened = listen("bursar-gate-open");
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  await opens(gate);
  await expect.poll(() => enrolled).toHaveBeenCalledOnce();
  expect(opened).toHaveBeenCalledOnce();
  expect(gate.element.shadowRoot?.activeElement).toBe(gate.element.renderRoot.querySelector("[part=content]"));
  await expect.poll(() => gate.announcement).toBe("It is open to you now");
});

test("it opens when the user is enrolled elsewhere, in something that includes it, too", async () => {
  api.offering("hazmat").offering("membership", { kind: "membership", includes: ["hazmat"] });
  const gate = showGate();
  await expect.poll(() => api.listeners).toBe(1);
  await expect.poll(() => gate.why).toBe("For enrolled learners");
  api.entitle("hazmat", { through: "membership" });
  api.emit("enrollment.created", { enrollment: "enr_1", offering: "membership", source: "wallet" });
  await opens(gate);
});

test("it closes when access is taken away", async () => {
  api.offering("hazmat").entitle("hazmat");
  const gate = showGate();
  await opens(gate);
  await expect.poll(() => api.listeners).toBe(1);
  api.entitle("hazmat", { allowed: false, reason: "not_enrolled" });
  const change = { enrollment: "enr_1", offering: "hazmat", status: "cancelled", completionPercentage: 0 };
  api.emit("enrollment.updated", change);
  await opens(gate, false);
});

test("it closes when access ends, by the clock of the API, and asks whether that is so", async () => {
  const asOf = "2001-01-01T00:00:00.000Z";
  api.offering("hazmat").entitle("hazmat", { asOf, expiresAt: "2001-02-10T00:00:00.000Z" });
  const gate = showGate();
  await opens(gate);
  await expect.poll(() => api.received("GET", path).length).toBe(2);
  vi.useFakeTimers();
  gate.element.requestUpdate();
  await gate.element.updateComplete;
  api.hold("GET", path);
  await vi.advanceTimersByTimeAsync(40 * 86_400_000 - 1000);
  expect([gate.isOpen, api.received("GET", path).length]).toEqual([true, 2]);
  await vi.advanceTimersByTimeAsync(1000);
  await gate.element.updateComplete;
  expect([gate.isOpen, gate.why]).toEqual([false, "Your access has ended"]);
  expect(api.received("GET", path)).toHaveLength(3);
});

test("one that was renewed meanwhile stays open", async () => {
  const asOf = "2001-01-01T00:00:00.000Z";
  api.offering("hazmat").entitle("hazmat", { asOf, expiresAt: "2001-01-01T00:00:00.300Z" });
  const gate = showGate();
  await opens(gate);
  api.entitle("hazmat", { asOf: "2001-01-01T00:00:01.000Z", expiresAt: "2001-02-01T00:00:00.000Z" });
  await expect.poll(() => api.received("GET", path).length).toBe(3);
  await opens(gate);
});

test("signed out, it leads to where one signs in", async () => {
  api.signedIn = false;
  const gate = showGate(
    `<bursar-enrollment-gate offering="hazmat" sign-in-href="/login"><p>Lesson</p></bursar-enrollment-gate>`,
  );
  await expect.poll(() => gate.why).toBe("Sign in to open it, if you are enrolled");
  await expect.poll(() => gate.button?.renderRoot?.querySelector("a")?.pathname).toBe("/login");
  expect(content()?.checkVisibility()).toBe(false);
});

test("what could not be found out can be tried again, and stays locked", async () => {
  api.hold("GET", "/v1/me/events");
  api
    .offering("hazmat")
    .entitle("hazmat")
    .next("GET", path, () => new Response("{}", { status: 400 }));
  const failed = listen("bursar-error");
  const gate = showGate();
  await expect.poll(() => gate.why).toBe("This could not be loaded");
  expect([gate.isOpen, failed.mock.calls.length]).toEqual([false, 1]);
  gate.retry();
  await opens(gate);
});

test("an offering that is not known stays locked", async () => {
  const gate = showGate();
  await expect.poll(() => gate.why).toBe("It is not offered at the moment");
  expect(gate.isOpen).toBe(false);
});

test("the host's card stands in for ours", async () => {
  api.offering("hazmat");
  const gate = showGate(
    `<bursar-enrollment-gate offering="hazmat"><p>Lesson</p><b slot="locked">Members only</b></bursar-enrollment-gate>`,
  );
  await expect.poll(() => gate.element.querySelector("b")?.checkVisibility()).toBe(true);
  expect(gate.title).toBe("");
  api.entitle("hazmat");
  await expect.poll(() => api.listeners).toBe(1);
  api.reset();
  await opens(gate);
  expect(gate.element.querySelector("b")?.checkVisibility()).toBe(false);
});

test.for([
  ["", 1],
  ["\n  <!-- more -->\n", 1],
  [`<b slot="locked">Members only</b>`, 1],
  ["Lesson", 0],
  ["<img alt=''>", 0],
] as const)("with %j inside, it warns %i times that it is empty", async ([inside, times]) => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  api.offering("hazmat");
  const gate = showGate(`<bursar-enrollment-gate offering="hazmat">${inside}</bursar-enrollment-gate>`);
  await gate.element.updateComplete;
  expect(warn.mock.calls.filter(([text]) => String(text).includes("empty"))).toHaveLength(times);
});

test("what is inside keeps the look of the page, whatever the theme says", async () => {
  api.offering("hazmat").entitle("hazmat");
  wearHostileTheme("main");
  const gate = showGate(
    `<main style="font: italic 20px serif"><bursar-enrollment-gate offering="hazmat"><p>Lesson</p></bursar-enrollment-gate><p>Lesson</p></main>`,
  );
  await opens(gate);
  const [inside, beside] = [...document.querySelectorAll("p")].map((paragraph) => {
    const style = getComputedStyle(paragraph);
    return [...style].map((property) => `${property}: ${style.getPropertyValue(property)}`);
  });
  expect(inside).toContain("letter-spacing: 10px");
  expect(inside).toEqual(beside);
});

test("the card takes the same room while it is loading, whatever the theme says", async () => {
  await import("../enroll-button/define.ts");
  const release = api.wallet("UNIT", 70).offering("hazmat").hold("GET", path);
  const gate = showGate();
  await expect.poll(() => gate.isLoading).toBe(true);
  const { offsetHeight } = gate.element;
  release();
  await buttonOf(gate);
  expect(Math.abs(gate.element.offsetHeight - offsetHeight)).toBeLessThanOrEqual(1);
  const card = () => gate.element.renderRoot.querySelector<HTMLElement>("[part=card]")?.offsetHeight;
  const height = card();
  wearHostileTheme();
  expect(card()).toBe(height);
});

test("speaks the language around it", async () => {
  api
    .offering("hazmat")
    .entitle("hazmat", { allowed: false, reason: "expired", expiresAt: "2026-10-01T09:00:00.000Z" });
  const gate = showGate(
    `<section lang="ar-EG" dir="rtl"><bursar-enrollment-gate offering="hazmat"><p>Lesson</p></bursar-enrollment-gate></section>`,
  );
  await expect.poll(() => gate.why).toBe("انتهت صلاحية وصولك في ١ أكتوبر ٢٠٢٦");
});

test("a screen reader hears what is locked, why, and what to do; then what is inside", async () => {
  api.wallet("UNIT", 70).offering("hazmat");
  const gate = showGate();
  const button = await buttonOf(gate);
  await expect.element(page.elementLocator(gate.element)).toMatchAriaInlineSnapshot(`
    - text: DOT HAZMAT For enrolled learners
    - button "Enroll 50 UNIT"
    - text: Leaves you 20 UNIT
    - status
    - status
  `);
  button.press();
  await opens(gate);
  await expect.poll(() => gate.announcement).not.toBe("");
  await expect.element(page.elementLocator(gate.element)).toMatchAriaInlineSnapshot(`
    - paragraph: Lesson one
    - status: It is open to you now
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const release = api.wallet("UNIT", 70).offering("hazmat").hold("GET", path);
    const gate = showGate();
    await expect.poll(() => gate.isLoading).toBe(true);
    await expectAccessible();
    release();
    await buttonOf(gate);
    await expectAccessible();
    gate.button?.renderRoot.querySelector<HTMLElement>("button")?.click();
    await opens(gate);
    await expectAccessible();

    api
      .offering("expired")
      .entitle("expired", { allowed: false, reason: "expired", expiresAt: "2026-10-01T09:00:00.000Z" });
    api.offering("later").entitle("later", { allowed: false, reason: "not_started" });
    for (const offering of ["expired", "later", "unknown"]) {
      const { why } = gate;
      gate.element.offering = offering;
      await expect.poll(() => gate.isLoading || gate.why === why).toBe(false);
      await expect.poll(() => gate.button?.renderRoot.querySelector("[data-state=loading]")).toBeNull();
      await expectAccessible();
    }

    api.next("GET", "/v1/me/offerings/broken", () => new Response("{}", { status: 400 }));
    gate.element.offering = "broken";
    await expect.poll(() => gate.why).not.toBe("");
    await expectAccessible();

    signOut();
    await expect.poll(() => gate.button !== null).toBe(true);
    await expectAccessible();
  });
});
