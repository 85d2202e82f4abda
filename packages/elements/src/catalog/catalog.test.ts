import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "../enroll-button/define.ts";
import "./define.ts";
import { CatalogHarness } from "./harness.ts";

const path = "/v1/me/offerings";
const asked = () => api.received("GET", path).length;

const showCatalog = (html = "<bursar-catalog></bursar-catalog>") => new CatalogHarness(show("bursar-catalog", html));

/** A catalog with as many courses, the stream open. */
async function showCourses(count: number, html?: string): Promise<CatalogHarness> {
  api.wallet("UNIT", 70);
  for (let number = 1; number <= count; number++) api.offering(`course-${number}`, { title: `Course ${number}` });
  const catalog = showCatalog(html);
  await expect.poll(() => api.listeners).toBe(1);
  await expect.poll(() => [catalog.titles.length, asked()]).toEqual([Math.min(count, 12), 2]);
  return catalog;
}

/** A course, a session and a membership that includes the course. */
function offerAllKinds(): void {
  api.wallet("UNIT", 70).offering("course", { title: "Forklift" });
  api.offering("session", {
    kind: "session",
    title: "Live questions",
    startsAt: "2026-12-01T09:00:00.000Z",
    endsAt: "2026-12-01T10:30:00.000Z",
    prices: [],
  });
  api.offering("membership", { kind: "membership", title: "Everything", includes: ["course"] });
}

const listen = (type: keyof GlobalEventHandlersEventMap) => {
  const listener = vi.fn();
  document.addEventListener(type, listener, { once: true });
  return listener;
};

afterEach(() => vi.restoreAllMocks());

test("shows what is offered, with its price or what the user has of it", async () => {
  offerAllKinds();
  api.offering("mine", { title: "Mine" }).entitle("mine");
  api.offering("with", { title: "With it" }).entitle("with", { through: "mine" });
  const catalog = showCatalog();
  await expect.poll(() => catalog.titles).toEqual(["Forklift", "Live questions", "Everything", "Mine", "With it"]);
  expect(catalog.prices).toEqual(["50 UNIT", "Free", "50 UNIT", "Enrolled", "Included"]);
});

test("says when a session takes place", async () => {
  offerAllKinds();
  const catalog = showCatalog();
  await expect.poll(() => catalog.titles.length).toBe(3);
  const [, session] = catalog.element.renderRoot.querySelectorAll("li");
  expect(session?.textContent).toMatch(/Dec 1, 2026, \d+:00.*–.*\d+:30/);
});

test("a title leads to its offering, unless that would run a script", async () => {
  api.offering("good", { url: "https://academy.example/good" }).offering("plain");
  const catalog = showCatalog();
  await expect.poll(() => catalog.titles.length).toBe(2);
  const links = [...catalog.element.renderRoot.querySelectorAll("li a")].map((link) => link.getAttribute("href"));
  expect(links).toEqual(["https://academy.example/good"]);
});

test("all cards are one request, and so are all of them after an enrollment", async () => {
  const catalog = await showCourses(5);
  await expect.poll(() => catalog.button(3).state).toBe("ready");
  const enrolled = listen("bursar-enrolled");
  catalog.button(3).press();
  await expect.poll(() => catalog.prices[3]).toBe("Enrolled");
  expect(catalog.button(3).note).toBe("You are enrolled. 20 UNIT left");
  expect(enrolled.mock.lastCall?.[0]).toMatchObject({ offering: "course-4" });
  await expect.poll(() => catalog.button(0).state).toBe("short");
  await expect.poll(asked).toBe(3);
  expect(api.requests.filter((request) => request.path.startsWith(`${path}/`))).toEqual([]);
});

test("what a membership includes is open the moment it was bought", async () => {
  offerAllKinds();
  const catalog = showCatalog();
  await expect.poll(() => catalog.prices[0]).toBe("50 UNIT");
  await expect.poll(() => catalog.button(2).state).toBe("ready");
  api.entitle("course", { through: "membership" });
  catalog.button(2).press();
  await expect.poll(() => catalog.prices).toEqual(["Included", "Free", "Enrolled"]);
  await expect.poll(() => catalog.button(0).note).toBe("Included in Everything");
});

test("a refusal at the press shows on the card what stands in the way, and how to wait", async () => {
  const catalog = await showCourses(2);
  await expect.poll(() => catalog.button(0).state).toBe("ready");
  api.refuse("POST", "/v1/me/enrollments", "offering.full", { capacity: 3 }).waitlist.full("course-1", 1);
  catalog.button(0).press();
  await expect.poll(() => catalog.button(0).note).toBe("No place left");
  expect(catalog.button(0).state).toBe("full");
  catalog.button(0).press();
  await expect.poll(() => catalog.button(0).label).toBe("You are number 2 in line");
});

test("finds what is typed, after a pause, and tells how many there are", async () => {
  const catalog = await showCourses(12);
  for (const typed of ["c", "course", "course 1"]) catalog.search(typed);
  await expect.poll(() => catalog.titles).toEqual(["Course 1", "Course 10", "Course 11", "Course 12"]);
  expect(asked()).toBe(3);
  await expect.poll(() => catalog.announcement).toBe("4 are shown");
});

test("what was found stays while more is looked for", async () => {
  const catalog = await showCourses(3);
  const release = api.hold("GET", path);
  catalog.search("course 2");
  await expect.poll(() => catalog.state).toBe("loading");
  expect(catalog.titles).toHaveLength(3);
  release();
  await expect.poll(() => catalog.titles).toEqual(["Course 2"]);
});

test("a search that finds nothing says so, and can be cleared", async () => {
  const catalog = await showCourses(3);
  catalog.search("knitting");
  await expect.poll(() => catalog.message).toBe("Nothing matches “knitting” Clear the search");
  expect(catalog.announcement).toBe("Nothing matches “knitting”");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect.poll(() => catalog.titles.length).toBe(3);
  expect(catalog.element.shadowRoot?.activeElement?.getAttribute("type")).toBe("search");
});

test("kinds are offered to filter by when there are several", async () => {
  offerAllKinds();
  const catalog = showCatalog();
  await expect.poll(() => catalog.chips).toEqual(["All", "Courses", "Sessions", "Memberships"]);
  catalog.choose("Sessions");
  await expect.poll(() => catalog.titles).toEqual(["Live questions"]);
  expect(catalog.chips).toHaveLength(4);
  catalog.choose("All");
  await expect.poll(() => catalog.titles.length).toBe(3);
});

test.for([
  [`kind="course"`, ["Forklift"]],
  [`included-in="membership"`, ["Forklift"]],
  [`search="live"`, ["Live questions"]],
] as const)("with %s it shows only that", async ([attribute, titles]) => {
  offerAllKinds();
  const catalog = showCatalog(`<bursar-catalog ${attribute}></bursar-catalog>`);
  await expect.poll(() => catalog.titles).toEqual(titles);
  expect(catalog.chips).toEqual([]);
});

test("sessions alone come in the order in which they take place, those that are over by the API's clock last", async () => {
  const takesPlace = (id: string, startsAt: string | null, endsAt: string | null) =>
    api.offering(id, { kind: "session", title: id, startsAt, endsAt });
  takesPlace("a-over-first", "2026-11-18T09:00:00.000Z", "2026-11-18T10:00:00.000Z");
  takesPlace("b-over-last", "2026-11-20T08:30:00.000Z", "2026-11-20T09:30:00.000Z");
  takesPlace("c-some-time", null, null);
  takesPlace("d-later", "2026-12-02T09:00:00.000Z", "2026-12-02T10:00:00.000Z");
  takesPlace("e-now", "2026-11-20T09:00:00.000Z", "2026-11-20T10:00:00.000Z");
  const catalog = showCatalog(`<bursar-catalog kind="session"></bursar-catalog>`);
  await expect.poll(() => catalog.titles).toEqual(["e-now", "d-later", "c-some-time", "b-over-last", "a-over-first"]);
});

test("whoever asks for the last sessions, which may stand before the others, stays with what they read", async () => {
  for (let number = 1; number <= 13; number++) {
    const startsAt = `2026-12-${number === 13 ? "01" : number + 10}T09:00:00.000Z`;
    const id = `session-${String(number).padStart(2, "0")}`;
    api.offering(id, { kind: "session", title: id, startsAt });
  }
  const catalog = showCatalog(`<bursar-catalog kind="session"></bursar-catalog>`);
  await expect.poll(() => [catalog.titles.length, api.listeners]).toEqual([12, 1]);
  catalog.element.renderRoot.querySelector<HTMLElement>("[part=more]")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => [catalog.titles.length, catalog.titles[0]]).toEqual([13, "session-13"]);
  expect(catalog.element.shadowRoot?.activeElement?.textContent).toContain("session-12");
});

test("a page at a time: more is appended, and the focus stays", async () => {
  const catalog = await showCourses(30);
  catalog.element.renderRoot.querySelector<HTMLElement>("[part=more]")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => catalog.titles.length).toBe(24);
  expect(catalog.element.shadowRoot?.activeElement?.getAttribute("part")).toBe("more");
  await expect.poll(() => catalog.announcement).toBe("12 more are shown");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => catalog.titles.length).toBe(30);
  expect([new Set(catalog.titles).size, catalog.hasMore]).toEqual([30, false]);
  // The button is gone: whoever stood on it stands on the first card that came.
  const cards = [...catalog.element.renderRoot.querySelectorAll("li")];
  await expect.poll(() => cards.indexOf(catalog.element.shadowRoot?.activeElement as HTMLLIElement)).toBe(24);
});

test("asked again, as much is there as was shown", async () => {
  const catalog = await showCourses(30);
  catalog.showMore();
  await expect.poll(() => catalog.titles.length).toBe(24);
  api.offering("course-20", { title: "Renamed" });
  api.reset();
  await expect.poll(() => catalog.titles[19]).toBe("Renamed");
  expect(catalog.titles).toHaveLength(24);
});

test("when more could not be loaded, what is there stays, and it can be tried again", async () => {
  const catalog = await showCourses(14);
  const failed = listen("bursar-error");
  api.refuse("GET", path, "cursor.invalid", {});
  catalog.showMore();
  await expect.element(page.getByText("This could not be loaded")).toBeVisible();
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "cursor.invalid" });
  expect(catalog.titles).toHaveLength(12);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => catalog.titles.length).toBe(14);
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  api.offering("course").next("GET", path, () => new Response("{}", { status: 400 }));
  const catalog = showCatalog();
  await expect.poll(() => catalog.message).toBe("This could not be loaded Try again");
  catalog.retry();
  await expect.poll(() => catalog.titles.length).toBe(1);
});

test("tells that it is offline", async () => {
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", path, () => new Response("{}", { status: 400 }));
  const catalog = showCatalog();
  await expect.poll(() => catalog.message).toMatch("You are offline");
});

test("signed out, or with nothing on offer, it shows the host's wording or ours", async () => {
  const empty = showCatalog();
  await expect.poll(() => empty.message).toBe("Nothing is offered at the moment");
  const worded = showCatalog(`<bursar-catalog><p slot="empty">Back in May</p></bursar-catalog>`);
  await expect.poll(() => worded.element.querySelector("p")?.checkVisibility()).toBe(true);
  signOut();
  const signedOut = showCatalog();
  await expect.poll(() => signedOut.message).toBe("Sign in to see what is offered");
});

test("when somebody else signs in, nothing of the first person is left", async () => {
  const catalog = await showCourses(3);
  signOut();
  await expect.poll(() => catalog.state).toBe("signed-out");
  expect(catalog.titles).toEqual([]);
});

test("when somebody else comes without a pause, what the first person saw is gone at once", async () => {
  const catalog = await showCourses(3);
  const release = api.hold("GET", "/v1/me/offerings");
  signIn();
  await expect.poll(() => catalog.titles).toEqual([]);
  release();
  await expect.poll(() => catalog.titles.length).toBe(3);
});

test("speaks the language around it", async () => {
  offerAllKinds();
  const catalog = showCatalog(`<section lang="ar-EG" dir="rtl"><bursar-catalog></bursar-catalog></section>`);
  await expect.poll(() => catalog.chips).toEqual(["الكل", "الدورات", "الجلسات", "العضويات"]);
  expect(catalog.prices[0]).toMatch(/٥٠/);
});

test("loading takes the room of the cards that come, whatever the theme says", async () => {
  wearHostileTheme();
  const description = "Classify, pack, label and document hazardous materials so that they arrive. ".repeat(4);
  api.wallet("UNIT", 70);
  for (const id of ["a", "b", "c"]) api.offering(id, { description });
  const release = api.hold("GET", path);
  const catalog = showCatalog();
  await expect.poll(() => catalog.state).toBe("loading");
  await catalog.element.updateComplete;
  const { offsetHeight } = catalog.element;
  release();
  await expect.poll(() => catalog.button(2).state).toBe("ready");
  expect(Math.abs(catalog.element.offsetHeight - offsetHeight)).toBeLessThanOrEqual(6);
});

test("a screen reader hears a list of headings, each with its button", async () => {
  api.wallet("UNIT", 70).offering("course", { title: "Forklift", description: "Lift and stack." });
  api.offering("membership", { kind: "membership", title: "Everything", url: "https://academy.example/all" });
  api.entitle("membership");
  const catalog = showCatalog(`<bursar-catalog heading-level="2"></bursar-catalog>`);
  await expect.poll(() => catalog.titles.length).toBe(2);
  await expect.poll(() => [catalog.button(0).state, catalog.button(1).state]).toEqual(["ready", "enrolled"]);
  await expect.element(page.elementLocator(catalog.element)).toMatchAriaInlineSnapshot(`
    - search:
      - searchbox "Search the catalog"
      - group "Kind":
        - button "All" [pressed]
        - button "Courses"
        - button "Memberships"
    - status
    - list "Catalog":
      - listitem:
        - text: Course 50 UNIT
        - heading "Forklift" [level=2]
        - text: Lift and stack.
        - button "Enroll"
        - text: Leaves you 20 UNIT
        - status
      - listitem:
        - text: Membership Enrolled
        - heading "Everything" [level=2]:
          - link "Everything":
            - /url: https://academy.example/all
        - link "Open":
          - /url: https://academy.example/all
        - text: Enrolled
        - status
    - status
  `);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    offerAllKinds();
    for (let number = 1; number <= 12; number++) api.offering(`course-${number}`, { description: "What it is about." });
    api.entitle("course-1").waitlist.full("course-2");
    const release = api.hold("GET", path);
    const catalog = showCatalog();
    await expect.poll(() => catalog.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => catalog.button(0).state).toBe("ready");
    await expectAccessible();

    const answer = api.hold("GET", path);
    catalog.showMore();
    await expect.poll(() => catalog.element.renderRoot.querySelector("[part=more][aria-busy=true]")).not.toBeNull();
    await expectAccessible();
    answer();
    await expect.poll(() => catalog.hasMore).toBe(false);
    await expectAccessible();

    catalog.search("knitting");
    await expect.poll(() => catalog.message).not.toBe("");
    await expectAccessible();

    api.refuse("GET", path, "cursor.invalid", {});
    catalog.search("broken");
    await expect.poll(() => catalog.state).toBe("error");
    await expectAccessible();

    catalog.search("");
    catalog.element.includedIn = "nothing";
    await expect.poll(() => catalog.element.renderRoot.querySelector("[name=empty]")).not.toBeNull();
    await expectAccessible();

    signOut();
    await expect.poll(() => catalog.state).toBe("signed-out");
    await expectAccessible();
  });
});
