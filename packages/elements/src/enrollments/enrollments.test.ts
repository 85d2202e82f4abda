import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
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
    .toEqual(["DOT HAZMAT Access until Feb 18, 2027 65% Open", "Forklift Completed on Nov 1, 2026 100%"]);
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
  await expect.poll(() => enrollments.enrollments).toEqual(["gone 0%"]);
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
  await expect.poll(() => enrollments.enrollments).toEqual(["New 0%", "Course 1 0%"]);
});

test("of one kind only: what is bought, what becomes of it, and older ones", async () => {
  for (let number = 1; number <= 25; number++)
    api.offering(`webinar-${number}`, { kind: "session", title: `Webinar ${number}` }).enrollment(`webinar-${number}`);
  api.offering("course").enrollment("course");
  const sessions = showEnrollments(`<bursar-enrollments kind="session"></bursar-enrollments>`);
  await expect.poll(() => sessions.enrollments[0]).toBe("Webinar 25 0%");
  await expect.poll(() => api.listeners).toBe(1);
  sessions.showMore();
  await expect.poll(() => [sessions.enrollments.length, sessions.hasMore]).toEqual([25, false]);
  api.offering("live", { kind: "session", title: "Live" }).enrollment("live").enrollment("course");
  api.emit("enrollment.created", { enrollment: "enr_2", offering: "live", source: "wallet" });
  await expect.poll(() => sessions.enrollments[0]).toBe("Live 0%");
  expect(sessions.enrollments.join()).not.toContain("HAZMAT");
});

test("another kind is another list, and one without any says nothing of the others", async () => {
  api.offering("webinar", { kind: "session", title: "Webinar" }).enrollment("webinar");
  const enrollments = showEnrollments(`<bursar-enrollments kind="session"></bursar-enrollments>`);
  await expect.poll(() => enrollments.enrollments).toEqual(["Webinar 0%"]);
  enrollments.element.kind = "membership";
  await expect.poll(() => enrollments.message).toBe("Nothing here yet");
  enrollments.element.removeAttribute("kind");
  await expect.poll(() => enrollments.enrollments).toEqual(["Webinar 0%"]);
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
    - list "Your enrollments":
      - listitem:
        - heading "DOT HAZMAT" [level=3]
        - text: Access until Feb 18, 2027
        - progressbar "Progress: DOT HAZMAT"
        - link "Open DOT HAZMAT":
          - /url: https://academy.example/hazmat
          - text: Open
      - listitem:
        - heading "Forklift" [level=3]
        - text: Completed on Nov 1, 2026
        - progressbar "Progress: Forklift"
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
  `);
  const progress = page.getByRole("progressbar", { name: "Progress: DOT HAZMAT" });
  await expect.element(progress).toHaveAttribute("aria-valuenow", "65");
});

describeForm((form) => {
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
