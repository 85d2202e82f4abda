import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import "../balance/define.ts";
import type { BursarCancelEvent } from "../events/cancel.ts";
import type { BursarCancelledEvent } from "../events/cancelled.ts";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { EnrollmentsHarness } from "./harness.ts";

const path = "/v1/me/enrollments";
const asked = () => api.received("GET", path).length;

const showEnrollments = (html = "<bursar-enrollments></bursar-enrollments>") =>
  new EnrollmentsHarness(show("bursar-enrollments", html));

/** As many enrollments, the stream open. */
async function showMany(count: number): Promise<EnrollmentsHarness> {
  for (let number = 1; number <= count; number++)
    api.offering(`course-${number}`, { title: `Course ${number}` }).enrollment(`course-${number}`);
  const enrollments = showEnrollments();
  await expect.poll(() => api.listeners).toBe(1);
  await expect.poll(() => [enrollments.enrollments.length, asked()]).toEqual([Math.min(count, 20), 2]);
  return enrollments;
}

/** One that is live, one that is completed, and two that are over. */
function enrollInAll(): void {
  const url = "https://academy.example/hazmat";
  api.offering("cancelled", { title: "Knitting" });
  api.enrollment("cancelled", { status: "cancelled", endedAt: "2026-09-01T12:00:00.000Z", completionPercentage: 40 });
  api.offering("expired", { title: "First aid", available: false });
  api.enrollment("expired", {
    status: "expired",
    expiresAt: "2026-10-01T12:00:00.000Z",
    endedAt: "2026-10-01T12:00:00.000Z",
    completedAt: "2026-08-01T12:00:00.000Z",
    completionPercentage: 100,
  });
  api.offering("completed", { title: "Forklift" });
  const completedAt = "2026-11-01T12:00:00.000Z";
  api.enrollment("completed", { status: "completed", completedAt, completionPercentage: 100 });
  api.offering("hazmat", { url });
  api.enrollment("hazmat", { completionPercentage: 65, expiresAt: "2027-02-18T12:00:00.000Z" });
}

afterEach(() => vi.restoreAllMocks());

test("shows what the user is in: how far, until when, and the way there", async () => {
  enrollInAll();
  const enrollments = showEnrollments();
  await expect
    .poll(() => enrollments.enrollments)
    .toEqual(["DOT HAZMAT Access until Feb 18, 2027 65% Open Leave", "Forklift Completed on Nov 1, 2026 100% Leave"]);
  const link = enrollments.element.renderRoot.querySelector("a");
  expect([link?.href, link?.getAttribute("aria-label")]).toEqual(["https://academy.example/hazmat", "Open DOT HAZMAT"]);
});

test("what is over stands below, with its results", async () => {
  enrollInAll();
  const enrollments = showEnrollments();
  await expect.poll(() => enrollments.past?.open).toBe(false);
  await page.getByText("Past enrollments (2)").click();
  expect(enrollments.enrollments.slice(2)).toEqual([
    "First aid Completed on Aug 1, 2026 · Access ended on Oct 1, 2026",
    "Knitting Cancelled on Sep 1, 2026 40% completed",
  ]);
});

test("what has expired leads to where one enrolls again, while it is offered", async () => {
  const url = "https://academy.example/first-aid";
  const ended = { status: "expired", endedAt: "2026-10-01T12:00:00.000Z" } as const;
  api.offering("closed", { title: "Knitting", url, available: false }).enrollment("closed", ended);
  api.offering("expired", { title: "First aid", url }).enrollment("expired", ended);
  showEnrollments();
  await page.getByText("Past enrollments (2)").click();
  const links = page.getByRole("link");
  await expect.element(links).toHaveAccessibleName("Enroll again in First aid");
  await expect.element(links).toHaveAttribute("href", url);
});

test("an offering that is gone is named by its id, and leads nowhere", async () => {
  api.enrollment("gone");
  const enrollments = showEnrollments();
  await expect.poll(() => enrollments.enrollments).toEqual(["gone 0% Leave"]);
});

test("titles of many are asked for at once, and once", async () => {
  const enrollments = await showMany(8);
  expect(enrollments.enrollments).toHaveLength(8);
  const bulk = () => api.requests.filter((request) => request.path.startsWith("/v1/offerings")).length;
  // Once at the start, and once when the stream opened before the first answer.
  const known = bulk();
  expect(known).toBeLessThanOrEqual(2);
  api.reset();
  await expect.poll(asked).toBe(3);
  expect([enrollments.state, bulk()]).toEqual(["ready", known]);
});

test("a new enrollment and progress appear as they happen", async () => {
  const enrollments = await showMany(1);
  api.offering("new", { title: "New" }).enrollment("new");
  api.emit("enrollment.created", { enrollment: "enr_2", offering: "new", source: "wallet" });
  await expect.poll(() => enrollments.enrollments).toEqual(["New 0% Leave", "Course 1 0% Leave"]);
});

test("of one kind only: what is bought, what becomes of it, and older ones", async () => {
  for (let number = 1; number <= 25; number++)
    api.offering(`webinar-${number}`, { kind: "session", title: `Webinar ${number}` }).enrollment(`webinar-${number}`);
  api.offering("course").enrollment("course");
  const sessions = showEnrollments(`<bursar-enrollments kind="session"></bursar-enrollments>`);
  await expect.poll(() => sessions.enrollments[0]).toBe("Webinar 25 Leave");
  await expect.poll(() => api.listeners).toBe(1);
  sessions.showMore();
  await expect.poll(() => [sessions.enrollments.length, sessions.hasMore]).toEqual([25, false]);
  api.offering("live", { kind: "session", title: "Live" }).enrollment("live").enrollment("course");
  api.emit("enrollment.created", { enrollment: "enr_2", offering: "live", source: "wallet" });
  await expect.poll(() => sessions.enrollments[0]).toBe("Live Leave");
  expect(sessions.enrollments.join()).not.toContain("HAZMAT");
});

test("another kind is another list, and one without any says nothing of the others", async () => {
  api.offering("webinar", { kind: "session", title: "Webinar" }).enrollment("webinar");
  const enrollments = showEnrollments(`<bursar-enrollments kind="session"></bursar-enrollments>`);
  await expect.poll(() => enrollments.enrollments).toEqual(["Webinar Leave"]);
  enrollments.element.kind = "membership";
  await expect.poll(() => enrollments.message).toBe("Nothing here yet");
  enrollments.element.removeAttribute("kind");
  await expect.poll(() => enrollments.enrollments).toEqual(["Webinar Leave"]);
});

test("a page at a time: more is appended, and the focus stays", async () => {
  const enrollments = await showMany(45);
  enrollments.element.renderRoot.querySelector<HTMLElement>("[part=more]")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => enrollments.enrollments.length).toBe(40);
  expect(enrollments.element.shadowRoot?.activeElement?.getAttribute("part")).toBe("more");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => enrollments.enrollments.length).toBe(45);
  expect([new Set(enrollments.enrollments).size, enrollments.hasMore]).toEqual([45, false]);
  expect(enrollments.element.shadowRoot?.activeElement?.getAttribute("part")).toBe("enrollment");
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  api
    .offering("hazmat")
    .enrollment("hazmat")
    .next("GET", path, () => new Response("{}", { status: 400 }));
  const enrollments = showEnrollments();
  await expect.poll(() => enrollments.message).toBe("This could not be loaded Try again");
  enrollments.retry();
  await expect.poll(() => enrollments.enrollments.length).toBe(1);
});

test("tells that it is offline", async () => {
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", path, () => new Response("{}", { status: 400 }));
  const enrollments = showEnrollments();
  await expect.poll(() => enrollments.message).toMatch("You are offline");
});

test("signed out, or never enrolled, it shows the host's wording or ours", async () => {
  const empty = showEnrollments();
  await expect.poll(() => empty.message).toBe("You are not enrolled in anything yet");
  const worded = showEnrollments(`<bursar-enrollments><a slot="empty" href="/">Catalog</a></bursar-enrollments>`);
  await expect.poll(() => worded.element.querySelector("a")?.checkVisibility()).toBe(true);
  signOut();
  const signedOut = showEnrollments();
  await expect.poll(() => signedOut.message).toBe("Sign in to see your enrollments");
});

test("speaks the language around it, with its digits", async () => {
  enrollInAll();
  const enrollments = showEnrollments(
    `<section lang="ar-EG" dir="rtl"><bursar-enrollments></bursar-enrollments></section>`,
  );
  await expect.poll(() => enrollments.enrollments[0]).toMatch(/الوصول متاح حتى ١٨.*٦٥/);
});

test("loading takes the room of the two that come, whatever the theme says", async () => {
  wearHostileTheme();
  for (const id of ["a", "b"]) api.offering(id).enrollment(id, { expiresAt: "2027-02-18T12:00:00.000Z" });
  const release = api.hold("GET", path);
  const enrollments = showEnrollments();
  await expect.poll(() => enrollments.state).toBe("loading");
  const { offsetHeight } = enrollments.element;
  release();
  await expect.poll(() => enrollments.enrollments.length).toBe(2);
  expect(Math.abs(enrollments.element.offsetHeight - offsetHeight)).toBeLessThanOrEqual(2);
});

test("a screen reader hears a list of headings, and how far the user has come", async () => {
  enrollInAll();
  const enrollments = showEnrollments();
  await expect.poll(() => enrollments.state).toBe("ready");
  if (enrollments.past) enrollments.past.open = true;
  await expect.element(page.elementLocator(enrollments.element)).toMatchAriaInlineSnapshot(`
    - status
    - list "Your enrollments":
      - listitem:
        - heading "DOT HAZMAT" [level=3]
        - text: Access until Feb 18, 2027
        - progressbar "Progress: DOT HAZMAT"
        - link "Open DOT HAZMAT":
          - /url: https://academy.example/hazmat
          - text: Open
        - button "Leave DOT HAZMAT": Leave
      - listitem:
        - heading "Forklift" [level=3]
        - text: Completed on Nov 1, 2026
        - progressbar "Progress: Forklift"
        - button "Leave Forklift": Leave
    - group:
      - text: Past enrollments (2)
      - list:
        - listitem:
          - heading "First aid" [level=3]
          - text: Completed on Aug 1, 2026 · Access ended on Oct 1, 2026
        - listitem:
          - heading "Knitting" [level=3]
          - text: Cancelled on Sep 1, 2026 40% completed
    - status
    - status
  `);
  const progress = page.getByRole("progressbar", { name: "Progress: DOT HAZMAT" });
  await expect.element(progress).toHaveAttribute("aria-valuenow", "65");
});

const cancelPath = (number: number) =>
  `/v1/me/enrollments/enr_01jd3f6q8reg5tm2y0v9k4${String(number).padStart(4, "0")}/cancel`;
const sent = (number = 1) => api.received("POST", cancelPath(number)).map(({ body }) => body);
const focused = ({ element }: EnrollmentsHarness) => element.shadowRoot?.activeElement?.getAttribute("part");
const hear = <E extends Event>(name: string) => {
  const heard: E[] = [];
  document.body.addEventListener(name, (event) => heard.push(event as E), { once: true });
  return heard;
};

describe("cancelling", () => {
  /** One that was bought for 40 UNIT, and what is asked before it is cancelled. */
  async function ask(fields: Parameters<typeof api.cancellation>[1] = {}, html?: string): Promise<EnrollmentsHarness> {
    api.wallet("UNIT", 10).offering("hazmat").purchase("hazmat", 40).cancellation("hazmat", fields);
    const enrollments = showEnrollments(html);
    await expect.poll(() => enrollments.enrollments.length).toBe(1);
    enrollments.cancel();
    await expect.poll(() => enrollments.consequence).not.toBe("");
    return enrollments;
  }

  test("says first what comes back, where to and until when, and then does exactly that", async () => {
    const enrollments = await ask();
    expect(enrollments.question).toMatch(
      /^Cancel DOT HAZMAT\? You get 40 UNIT back, to your wallet You can decide until Dec 4, 2026, .* You lose access at once Cancel and get 40 UNIT back Stay enrolled$/,
    );
    expect([focused(enrollments), sent()]).toEqual(["question", []]);
    const cancelled = hear<BursarCancelledEvent>("bursar-cancelled");
    enrollments.confirm();
    await expect.poll(() => enrollments.outcome).toBe("Cancelled: DOT HAZMAT. 40 UNIT is back in your wallet");
    expect(sent()).toEqual([{ expectedRefund: 40, destination: "lots" }]);
    expect(cancelled.map(({ offering, enrollment }) => [offering, enrollment.refund?.balance])).toEqual([
      ["hazmat", 50],
    ]);
    await expect.poll(() => [enrollments.past !== null, focused(enrollments)]).toEqual([true, "outcome"]);
  });

  test("changes the balance on the page at once", async () => {
    const enrollments = await ask();
    const balance = document.createElement("bursar-balance");
    document.body.append(balance);
    await expect.poll(() => balance.shadowRoot?.textContent).toContain("10 UNIT");
    enrollments.confirm();
    await expect.poll(() => balance.shadowRoot?.textContent).toContain("50 UNIT");
  });

  test("a host can keep it from happening", async () => {
    const enrollments = await ask();
    const heard = hear<BursarCancelEvent>("bursar-cancel");
    document.body.addEventListener("bursar-cancel", (event) => event.preventDefault(), { once: true });
    enrollments.confirm();
    await expect.poll(() => enrollments.question).toBe("");
    expect(heard.map(({ offering, refund }) => [offering, refund?.amount])).toEqual([["hazmat", 40]]);
    expect(sent()).toEqual([]);
  });

  test("leaves the choice where the money goes to the user, where the policy does", async () => {
    const enrollments = await ask({ destinations: ["credit", "lots"] });
    expect(enrollments.consequence).toBe("You get 40 UNIT back");
    await expect.element(page.getByRole("radio", { name: "Credit that I can spend here" })).toBeChecked();
    await page.getByText("Back to where it came from").click();
    enrollments.confirm();
    await expect.poll(() => sent()).toEqual([{ expectedRefund: 40, destination: "lots" }]);
  });

  test("tells what is lost, and that access stays for another reason", async () => {
    const refund = { currency: "UNIT", digits: 0, amount: 15 };
    const enrollments = await ask({ refund, keepsAccess: true });
    expect(enrollments.question).toContain("25 UNIT of what you paid does not come back You keep access for another");
    enrollments.confirm();
    await expect.poll(() => enrollments.outcome).toContain("15 UNIT is back");
    expect(enrollments.enrollments).toHaveLength(1);
  });

  test.each([
    ["refund.window_closed", /^Nothing comes back: that was possible until Nov 19, 2026/],
    ["refund.nothing_left", /^Nothing comes back: what you paid for was delivered/],
    ["enrollment.attended", /^Nothing comes back: you were there/],
    ["enrollment.completed", /^Nothing comes back: you have completed it/],
  ] as const)("%s: says why, and leaves without a refund only at a second press", async (code, why) => {
    const closedAt = code === "refund.window_closed" ? { closedAt: "2026-11-19T12:00:00.000Z" } : {};
    const enrollments = await ask({ refund: null, obstacle: { code, ...closedAt } });
    expect(enrollments.consequence).toMatch(why);
    await page.getByRole("button", { name: "Leave without a refund" }).click();
    await expect.poll(() => enrollments.question).toContain("You paid 40 UNIT. You give that up for good");
    expect(sent()).toEqual([]);
    await page.getByRole("button", { name: "Yes, leave without a refund" }).click();
    await expect.poll(() => enrollments.outcome).toBe("Cancelled: DOT HAZMAT");
    expect(sent()).toEqual([{ waiveRefund: true }]);
  });

  test("what is in dispute can't be given up by mistake", async () => {
    const enrollments = await ask({ refund: null, obstacle: { code: "hold.disputed" } });
    expect(enrollments.question).toMatch(/reported a problem.*You lose access at once Stay enrolled$/);
  });

  test("what cost nothing is left, and the button says so", async () => {
    api.offering("free", { prices: [] }).enrollment("free");
    const enrollments = showEnrollments();
    await page.getByRole("button", { name: "Leave DOT HAZMAT" }).click();
    await expect.poll(() => enrollments.consequence).toBe("You paid nothing, so nothing comes back");
    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await expect.poll(() => sent()).toEqual([{ expectedRefund: 0, destination: "lots" }]);
  });

  test("when another amount comes back by now, nothing happens, and it is asked again", async () => {
    const enrollments = await ask();
    api.cancellation("hazmat", { refund: { currency: "UNIT", digits: 0, amount: 20 } });
    enrollments.confirm();
    await expect.poll(() => enrollments.question).toContain("It has changed meanwhile, so nothing has happened.");
    expect(enrollments.consequence).toBe("You get 20 UNIT back, to your wallet");
    enrollments.confirm();
    await expect.poll(() => enrollments.outcome).toContain("20 UNIT is back");
  });

  test("an answer that never came: trying again sends the same under the same key", async () => {
    const enrollments = await ask();
    // The SDK tries three times by itself.
    for (let times = 0; times < 3; times++)
      api.next("POST", cancelPath(1), () => new Response("{}", { status: 503, headers: { "retry-after": "0" } }));
    enrollments.confirm();
    await expect.poll(() => enrollments.question, { timeout: 10_000 }).toContain("No answer came");
    enrollments.confirm();
    await expect.poll(() => enrollments.outcome).toContain("40 UNIT is back");
    expect(new Set(api.received("POST", cancelPath(1)).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  test("what was cancelled elsewhere meanwhile is told as cancelled", async () => {
    const enrollments = await ask();
    api.refuse("POST", cancelPath(1), "enrollment.ended", { enrollmentStatus: "cancelled" });
    enrollments.confirm();
    await expect.poll(() => enrollments.outcome).toBe("Cancelled: DOT HAZMAT");
  });

  test("what can't be asked, and what is refused, says so and can be tried again", async () => {
    api.offering("hazmat").purchase("hazmat", 40);
    const enrollments = showEnrollments();
    await expect.poll(() => enrollments.enrollments.length).toBe(1);
    api.next("GET", cancelPath(1).replace(/cancel$/, "cancellation"), () => new Response("{}", { status: 400 }));
    enrollments.cancel();
    await expect.poll(() => enrollments.question).toContain("This could not be loaded");
    enrollments.confirm();
    await expect.poll(() => enrollments.consequence).toContain("40 UNIT");
    api.refuse("POST", cancelPath(1), "wallet.blocked", { currency: "UNIT" });
    enrollments.confirm();
    await expect.poll(() => enrollments.question).toContain("Your wallet is blocked");
    enrollments.confirm();
    await expect.poll(() => enrollments.outcome).toContain("40 UNIT is back");
  });

  test("by keyboard alone: Escape leaves it, and the focus goes back", async () => {
    api.offering("hazmat").purchase("hazmat", 40);
    const enrollments = showEnrollments();
    await expect.poll(() => enrollments.enrollments.length).toBe(1);
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => [enrollments.consequence !== "", focused(enrollments)]).toEqual([true, "question"]);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => [enrollments.question, focused(enrollments)]).toEqual(["", "cancel"]);
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => enrollments.consequence).not.toBe("");
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => enrollments.outcome).toContain("40 UNIT is back");
  });

  test("what one user was asked is not shown to the next", async () => {
    const enrollments = await ask();
    signIn();
    await expect.poll(() => [enrollments.state, enrollments.question]).toEqual(["ready", ""]);
  });

  test("a screen reader hears what is asked", async () => {
    const enrollments = await ask({ destinations: ["lots", "credit"] });
    const question = page.getByRole("group", { name: /^Cancel/ });
    expect(enrollments.question).not.toBe("");
    await expect.element(question).toMatchAriaInlineSnapshot(`
      - group /Cancel .DOT HAZMAT.?/:
        - strong: /Cancel .DOT HAZMAT.?/
        - status:
          - paragraph: You get 40 UNIT back
          - paragraph: /You can decide until Dec 4, 2026/
          - paragraph: You lose access at once
        - group "Where it goes":
          - text: Where it goes
          - radio "Back to where it came from" [checked]
          - text: Back to where it came from
          - radio "Credit that I can spend here"
          - text: Credit that I can spend here
        - button "Cancel and get 40 UNIT back"
        - button "Stay enrolled"
    `);
  });
});

describe("a live session", () => {
  const paths = ["confirm", "dispute"].map((action) => cancelPath(1).replace(/cancel$/, action));
  const [confirmPath = "", disputePath = ""] = paths;
  beforeEach(() => void vi.setSystemTime("2026-11-20T09:30:00.000Z"));
  afterEach(() => void vi.useRealTimers());

  const session = (fields: Parameters<typeof api.offering>[1] = {}) =>
    api.offering("webinar", {
      kind: "session",
      title: "Webinar",
      startsAt: "2026-11-20T08:00:00.000Z",
      endsAt: "2026-11-20T09:00:00.000Z",
      ...fields,
    });

  async function showSession(): Promise<EnrollmentsHarness> {
    const enrollments = showEnrollments();
    await expect.poll(() => enrollments.enrollments.length).toBe(1);
    return enrollments;
  }

  test("says when it takes place, and that it takes place now", async () => {
    session({ startsAt: "2026-11-21T08:00:00.000Z", endsAt: "2026-11-21T09:00:00.000Z" }).enrollment("webinar");
    const enrollments = await showSession();
    expect(enrollments.enrollments[0]).toMatch(/^Webinar Nov 21, 2026, \d+:00.*–.*\d+:00/);
    vi.setSystemTime("2026-11-21T08:30:00.000Z");
    enrollments.element.requestUpdate();
    await expect.poll(() => enrollments.enrollments[0]).toContain("· Live now");
  });

  test.each([
    [{}, "You were there for 42 minutes"],
    [{ status: "missed" }, "You missed it"],
    [{ status: null, undecided: "not_measured" }, "Nobody recorded who was there"],
    [{ status: null, undecided: "host_absent" }, "The host did not come"],
  ] as const)("that is over says how the user attended: %o", async (attended, words) => {
    session().enrollment("webinar").attended("webinar", attended);
    const enrollments = showEnrollments();
    await page.getByText("Past enrollments (1)").click();
    await expect.poll(() => enrollments.enrollments[0]).toContain(words);
  });

  test("that is cancelled says what becomes of the money", async () => {
    const cancelled = { endsAt: "2026-11-20T12:00:00.000Z", cancelledAt: "2026-11-19T08:00:00.000Z" };
    session(cancelled).purchase("webinar", 40, { status: "held" });
    const enrollments = await showSession();
    await expect.poll(() => enrollments.enrollments[0]).toContain("Cancelled; what you paid comes back");
    expect(enrollments.delivery).toBe("");
    expect(enrollments.element.renderRoot.querySelector("[part=cancel]")).toBeNull();
  });

  test("becomes cancelled on the page when it is", async () => {
    const later = { endsAt: "2026-11-20T12:00:00.000Z" };
    session(later).enrollment("webinar");
    const enrollments = await showSession();
    await expect.poll(() => [api.listeners, asked()]).toEqual([1, 2]);
    session({ ...later, cancelledAt: "2026-11-20T09:30:00.000Z" });
    api.emit("offering.updated", { offering: "webinar" });
    await expect.poll(() => enrollments.enrollments[0]).toMatch(/· Cancelled/);
  });

  test("that is over and whose money waits is confirmed at a press", async () => {
    session().purchase("webinar", 40, { status: "held" });
    const enrollments = await showSession();
    await expect.poll(() => enrollments.delivery).toBe("Was it delivered? Yes, confirm Report a problem");
    await expect.element(page.getByRole("group", { name: "Was Webinar delivered?" })).toBeVisible();
    enrollments.confirm();
    await expect.poll(() => [api.received("POST", confirmPath).length, enrollments.delivery]).toEqual([1, ""]);
    await expect.poll(() => enrollments.announcement).toContain("Thank you, it is confirmed");
    // It stands with what is past now, which is closed.
    await expect.poll(() => enrollments.element.shadowRoot?.activeElement?.localName).toBe("summary");
    await userEvent.keyboard("{Enter}");
    expect(enrollments.enrollments[0]).toContain("Webinar");
  });

  test.each([
    [
      "is over for the API",
      { endsAt: "2026-11-20T12:00:00.000Z" },
      {},
      "Was it delivered? Yes, confirm Report a problem",
    ],
    ["is not over for the API", {}, { status: null, undecided: "not_over" }, ""],
  ] as const)(
    "that %s is asked about as the API has it, whatever the clock here shows",
    async (_, at, attended, asked) => {
      session(at).purchase("webinar", 40, { status: "held" }).attended("webinar", attended);
      const enrollments = await showSession();
      await expect.poll(() => api.received("GET", "/v1/me/attendance").length).toBeGreaterThan(0);
      await expect.poll(() => enrollments.delivery).toBe(asked);
    },
  );

  test("that is over is reported, not cancelled, and one that is to come is cancelled", async () => {
    session().purchase("webinar", 40, { status: "held" });
    api.offering("later", { kind: "session", title: "Later", endsAt: "2026-11-20T12:00:00.000Z" });
    api.purchase("later", 40, { status: "held" });
    showEnrollments();
    await expect.element(page.getByRole("button", { name: "Report a problem" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Cancel Later" })).toBeVisible();
    expect(page.getByRole("button", { name: "Cancel Webinar" }).elements()).toEqual([]);
  });

  test("a problem needs its reason, and is then being looked at", async () => {
    session().purchase("webinar", 40, { status: "held" });
    const enrollments = await showSession();
    await expect.poll(() => enrollments.delivery).not.toBe("");
    enrollments.report();
    const reason = page.getByRole("textbox", { name: "What was wrong?" });
    await expect.poll(() => enrollments.element.shadowRoot?.activeElement?.id).toBe("reason");
    await page.getByRole("button", { name: "Report it" }).click();
    await expect.element(reason).toHaveAccessibleDescription("Say what was wrong");
    expect(api.received("POST", disputePath)).toEqual([]);
    await reason.fill("Nobody came");
    await page.getByRole("button", { name: "Report it" }).click();
    await expect.poll(() => enrollments.delivery).toBe("You have reported a problem. Somebody is looking at it");
    expect(api.received("POST", disputePath).map(({ body }) => body)).toEqual([{ reason: "Nobody came" }]);
  });

  test("what is not over, was not paid, or is released already asks nothing", async () => {
    const later = { endsAt: "2026-11-20T12:00:00.000Z" };
    session(later).purchase("webinar", 40, { status: "held" });
    session({}).offering("free", { kind: "session", title: "Free", endsAt: "2026-11-20T09:00:00.000Z" });
    api.offering("webinar", later).enrollment("free").purchase("free", 40, { status: "released" });
    const enrollments = showEnrollments();
    await page.getByText("Past enrollments (2)").click();
    await expect.poll(() => enrollments.enrollments.length).toBe(3);
    expect(enrollments.delivery).toBe("");
  });

  /** Each with its title as id, and when it takes place on the day of the test. */
  const takesPlace = (title: string, from: number, to: number, paid?: "held" | "released") => {
    const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, "0")}:00:00.000Z`;
    api.offering(title, { kind: "session", title, startsAt: at(from), endsAt: at(to) });
    if (paid) api.purchase(title, 40, { status: paid });
    else api.enrollment(title);
  };
  const titles = ({ element }: EnrollmentsHarness, list: string) =>
    [...element.renderRoot.querySelectorAll(`${list} [part=enrollment] [part=title]`)].map((one) => one.textContent);
  const current = ".base > [part=list]";
  const past = "[part=past]";

  test("that comes next stands first, whenever it was bought, and courses after that, newest first", async () => {
    api.offering("old", { title: "Old course" }).enrollment("old");
    takesPlace("Tonight", 20, 21);
    takesPlace("Now", 9, 10);
    api.offering("new", { title: "New course" }).enrollment("new");
    takesPlace("Noon", 12, 13);
    const enrollments = showEnrollments();
    await expect
      .poll(() => titles(enrollments, current))
      .toEqual(["Now", "Noon", "Tonight", "New course", "Old course"]);
    expect(enrollments.past).toBeNull();
  });

  test("that is over stands with what is past, unless it is asked about", async () => {
    takesPlace("Asked", 7, 8, "held");
    takesPlace("Settled", 6, 7, "released");
    takesPlace("Free", 5, 6);
    takesPlace("Noon", 12, 13, "held");
    const enrollments = showEnrollments();
    await expect.poll(() => titles(enrollments, current)).toEqual(["Asked", "Noon"]);
    expect(titles(enrollments, past)).toEqual(["Free", "Settled"]);
    expect(enrollments.past?.open).toBe(false);
  });

  test("that is over for the API only, or not yet, stands where the API has it", async () => {
    takesPlace("Noon", 12, 13);
    takesPlace("Early", 7, 8);
    api.attended("Noon").attended("Early", { status: null, undecided: "not_over" });
    const enrollments = showEnrollments();
    await expect.poll(() => [titles(enrollments, current), titles(enrollments, past)]).toEqual([["Early"], ["Noon"]]);
  });

  test("goes to what is past when it ends, without another request", async () => {
    takesPlace("Now", 9, 10);
    const enrollments = await showSession();
    await expect.poll(() => [api.listeners, asked()]).toEqual([1, 2]);
    const { length } = api.requests;
    vi.setSystemTime("2026-11-20T10:00:00.000Z");
    enrollments.element.requestUpdate();
    await expect.poll(() => titles(enrollments, past)).toEqual(["Now"]);
    expect(enrollments.message).toBe("You are not enrolled in anything at the moment");
    expect(api.requests).toHaveLength(length);
  });

  test("an answer that is refused or lost says so, and can be given again", async () => {
    session().purchase("webinar", 40, { status: "held" });
    api.refuse("POST", confirmPath, "hold.disputed", {});
    const enrollments = await showSession();
    await expect.poll(() => enrollments.delivery).not.toBe("");
    enrollments.confirm();
    await expect.poll(() => enrollments.delivery).toContain("That did not work. Nothing has happened");
    enrollments.confirm();
    await expect.poll(() => enrollments.delivery).toBe("");
  });
});

describeForm((form) => {
  test("reads well for everybody in each state of cancelling, and of a session", async () => {
    form.apply();
    vi.setSystemTime("2026-11-20T09:30:00.000Z");
    const over = { kind: "session", startsAt: "2026-11-20T08:00:00.000Z", endsAt: "2026-11-20T09:00:00.000Z" } as const;
    const url = "https://academy.example/webinar";
    api.wallet("UNIT", 10).offering("hazmat").purchase("hazmat", 40);
    api.offering("gone", { ...over, title: "Knitting", cancelledAt: "2026-11-19T08:00:00.000Z" });
    api.offering("live", { ...over, title: "Live", url, endsAt: "2026-11-20T12:00:00.000Z" });
    api.offering("over", { ...over, title: "Webinar", url }).attended("over");
    api.offering("disputed", { ...over, title: "Forklift" }).attended("disputed", { status: "missed", minutes: 2 });
    for (const id of ["gone", "live", "over"]) api.purchase(id, 40, { status: "held" });
    api.purchase("disputed", 40, { status: "held", disputed: true });
    const enrollments = showEnrollments();
    await expect.poll(() => enrollments.delivery).not.toBe("");
    await expect.poll(() => enrollments.element.renderRoot.querySelector("[part=report]")).not.toBeNull();
    await expectAccessible();
    enrollments.report();
    await expect.poll(() => enrollments.element.renderRoot.querySelector("[part=send]")).not.toBeNull();
    (enrollments.element.renderRoot.querySelector("[part=send]") as HTMLElement).click();
    await expect.poll(() => enrollments.element.renderRoot.querySelector("[aria-invalid=true]")).not.toBeNull();
    await expectAccessible();

    const last = () => enrollments.cancel(1);
    api.cancellation("hazmat", {
      destinations: ["lots", "credit"],
      refund: { currency: "UNIT", digits: 0, amount: 30 },
    });
    const release = api.hold("GET", cancelPath(1).replace(/cancel$/, "cancellation"));
    last();
    await expect.poll(() => enrollments.question).not.toBe("");
    await expectAccessible();
    release();
    await expect.poll(() => enrollments.consequence).not.toBe("");
    await expectAccessible();
    api.cancellation("hazmat", {
      refund: null,
      obstacle: { code: "refund.window_closed", closedAt: "2026-11-19T12:00:00.000Z" },
    });
    enrollments.confirm();
    await expect.poll(() => enrollments.element.renderRoot.querySelector("[part=destination]")).toBeNull();
    await expectAccessible();
    enrollments.confirm();
    await expectAccessible();
    api.refuse("POST", cancelPath(1), "wallet.blocked", { currency: "UNIT" });
    enrollments.confirm();
    await expect.poll(() => enrollments.element.renderRoot.querySelector("[role=alert]")).not.toBeNull();
    await expectAccessible();
    const answer = api.hold("POST", cancelPath(1));
    enrollments.confirm();
    await expect
      .poll(() => enrollments.element.renderRoot.querySelector("[part=confirm][aria-busy=true]"))
      .not.toBeNull();
    await expectAccessible();
    answer();
    await expect.poll(() => enrollments.outcome).not.toBe("");
    await expectAccessible();
    vi.useRealTimers();
  });

  test("reads well for everybody in each state", async () => {
    form.apply();
    const enrollments = showEnrollments();
    await expect.poll(() => enrollments.state).toBe("ready");
    await expectAccessible();
    api.enrollment("cancelled", { status: "cancelled", endedAt: "2026-09-01T12:00:00.000Z" });
    signIn();
    await expect.poll(() => enrollments.past).not.toBeNull();
    await expectAccessible();

    for (let number = 1; number <= 20; number++) api.enrollment(`course-${number}`);
    enrollInAll();
    const release = api.hold("GET", path);
    signIn();
    await expect.poll(() => enrollments.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => enrollments.state).toBe("ready");
    await expectAccessible();
    if (enrollments.past) enrollments.past.open = true;
    await expectAccessible();
    enrollments.showMore();
    await expect.poll(() => enrollments.hasMore).toBe(false);
    await expectAccessible();

    api.hold("GET", "/v1/me/events");
    api.next("GET", path, () => new Response("{}", { status: 400 }));
    signIn();
    await expect.poll(() => enrollments.state).toBe("error");
    await expectAccessible();

    signOut();
    await expect.poll(() => enrollments.state).toBe("signed-out");
    await expectAccessible();
  });
});
