import { afterEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { describeForm, expectAccessible } from "../testing/accessibility.ts";
import { api, show, signIn, signOut, wearHostileTheme } from "../testing/page.ts";
import "./define.ts";
import { AdminPricesHarness } from "./harness.ts";

const path = "/v1/offerings";
const priceOf = (number: number, currency = "UNIT") => `${path}/course-${number}/prices/${currency}`;
const sent = (number: number, currency?: string) =>
  api.received("PUT", priceOf(number, currency)).map(({ body }) => (body as { amount: number }).amount);

const showPrices = (html = "<bursar-admin-prices></bursar-admin-prices>") =>
  new AdminPricesHarness(show("bursar-admin-prices", html));

/** As many courses for 50 UNIT each, in front of an admin. */
async function showCourses(count: number, html?: string): Promise<AdminPricesHarness> {
  api.isAdmin = true;
  api.wallet("UNIT", 0).wallet("EGP", 0, 2);
  for (let number = 1; number <= count; number++) api.offering(`course-${number}`, { title: `Course ${number}` });
  const prices = showPrices(html);
  await expect.poll(() => prices.prices("UNIT").length).toBe(Math.min(count, 20));
  await expect.poll(() => api.received("GET", path).length).toBe(2);
  return prices;
}

const type = async (field: HTMLInputElement, keys: string) => {
  field.focus();
  await userEvent.keyboard(keys);
};

const listen = (name: keyof GlobalEventHandlersEventMap) => {
  const listener = vi.fn();
  document.addEventListener(name, listener, { once: true });
  return listener;
};

afterEach(() => vi.restoreAllMocks());

test("shows each offering with its price in each currency", async () => {
  const prices = await showCourses(2);
  expect([prices.prices("UNIT"), prices.prices("EGP")]).toEqual([
    ["50", "50"],
    ["", ""],
  ]);
  expect(prices.price("EGP", 0).placeholder).toBe("–");
});

test("shows only the currencies that the host names", async () => {
  const prices = await showCourses(1, `<bursar-admin-prices currencies="UNIT"></bursar-admin-prices>`);
  expect(prices.prices("EGP")).toEqual([]);
});

test("shows only one kind, all of its pages, and searches in it", async () => {
  for (let number = 1; number <= 22; number++)
    api.offering(`webinar-${number}`, { kind: "session", title: `Webinar ${number}` });
  const prices = await showCourses(3, `<bursar-admin-prices kind="course"></bursar-admin-prices>`);
  prices.element.kind = "session";
  await expect.poll(() => prices.prices("UNIT").length).toBe(20);
  prices.showMore();
  await expect.poll(() => [prices.prices("UNIT").length, prices.hasMore]).toEqual([22, false]);
  prices.search("course 1");
  await expect.poll(() => prices.message).toBe("Nothing matches “course 1”");
});

test("Enter saves and goes on below: a column of prices without a mouse", async () => {
  const prices = await showCourses(4);
  const saved = listen("bursar-price-saved");
  await type(prices.price("UNIT", 0), "10{Enter}20{Enter}30{Enter}40{Enter}");
  await expect.poll(() => prices.statuses).toEqual(["Saved", "Saved", "Saved", "Saved"]);
  expect([1, 2, 3, 4].flatMap((number) => sent(number))).toEqual([10, 20, 30, 40]);
  expect(prices.prices("UNIT")).toEqual(["10", "20", "30", "40"]);
  expect(saved.mock.lastCall?.[0]).toMatchObject({
    offering: "course-1",
    currency: "UNIT",
    amount: 10,
    composed: true,
  });
  await expect.poll(() => prices.announcement).toBe("Course 4: saved");
  expect(api.received("GET", path)).toHaveLength(2);
});

test("amounts are exact in minor units, whatever digits they are typed with", async () => {
  const prices = await showCourses(2);
  await type(prices.price("EGP", 0), "1,234.56{Enter}");
  await userEvent.fill(prices.price("EGP", 1), "٩٠٠٧١٩٩٢٥٤.٩٩");
  await type(prices.price("EGP", 1), "{Enter}");
  await expect.poll(() => prices.statuses).toEqual(["Saved", "Saved"]);
  expect([sent(1, "EGP"), sent(2, "EGP")]).toEqual([[123_456], [900_719_925_499]]);
});

test("Escape restores what the API says", async () => {
  const prices = await showCourses(1);
  await type(prices.price("UNIT", 0), "999");
  await expect.poll(() => prices.statuses).toEqual(["Enter saves, Escape restores"]);
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => [prices.prices("UNIT"), prices.statuses]).toEqual([["50"], [""]]);
  expect(sent(1)).toEqual([]);
});

test("leaving a field saves nothing, and loses nothing", async () => {
  const prices = await showCourses(2);
  await type(prices.price("UNIT", 0), "7{ArrowDown}");
  expect(prices.element.shadowRoot?.activeElement).toBe(prices.price("UNIT", 1));
  await userEvent.keyboard("{ArrowUp}{Enter}");
  await expect.poll(() => sent(1)).toEqual([7]);
});

test.for(["0", "-5", "1.5", "abc"])("%s is no price, and says so", async (typed) => {
  const prices = await showCourses(2);
  await type(prices.price("UNIT", 0), `${typed}{Enter}`);
  await expect.poll(() => prices.statuses[0]).toBe("An amount above zero, please; empty for no price");
  const field = prices.price("UNIT", 0);
  expect([prices.element.shadowRoot?.activeElement, field.getAttribute("aria-invalid")]).toEqual([field, "true"]);
  expect(sent(1)).toEqual([]);
});

test("an emptied field takes the price away, and asks first when that makes it free", async () => {
  const prices = await showCourses(2);
  const removed = () => api.received("DELETE", priceOf(1)).length;
  await type(prices.price("UNIT", 0), "{Delete}{Enter}");
  await expect.poll(() => prices.statuses[0]).toBe("It will be free. Press Enter again");
  expect(removed()).toBe(0);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => prices.statuses[0]).toBe("Saved");
  expect([removed(), prices.price("UNIT", 0).placeholder]).toEqual([1, "Free"]);
});

test("what is typed while it is being saved stays, and is saved after it", async () => {
  const prices = await showCourses(1);
  const release = api.hold("PUT", priceOf(1));
  await type(prices.price("UNIT", 0), "10{Enter}");
  await expect.poll(() => prices.statuses).toEqual(["Saving…"]);
  await userEvent.fill(prices.price("UNIT", 0), "20");
  await type(prices.price("UNIT", 0), "{Enter}");
  expect(sent(1)).toEqual([10]);
  release();
  await expect.poll(() => prices.statuses).toEqual(["Saved"]);
  expect([sent(1), prices.prices("UNIT")]).toEqual([[10, 20], ["20"]]);
});

test("what could not be saved says so on its row, keeps what was typed, and can be tried again", async () => {
  const prices = await showCourses(2);
  const failed = listen("bursar-error");
  api.refuse("PUT", priceOf(1), "currency.not_found", { currency: "UNIT" });
  await type(prices.price("UNIT", 0), "10{Enter}");
  await expect.poll(() => prices.statuses).toEqual(["That was refused, and nothing has changed Try again", ""]);
  expect(failed.mock.lastCall?.[0]).toMatchObject({ code: "currency.not_found" });
  expect(prices.prices("UNIT")).toEqual(["10", "50"]);
  prices.retry();
  await expect.poll(() => prices.statuses).toEqual(["Saved", ""]);
  expect(prices.element.shadowRoot?.activeElement).toBe(prices.price("UNIT", 0));
});

test("a save that the host cancels saves nothing, until the host does", async () => {
  const prices = await showCourses(1);
  document.addEventListener("bursar-price-save", (event) => event.preventDefault(), { once: true });
  await type(prices.price("UNIT", 0), "10{Enter}");
  expect(sent(1)).toEqual([]);
  await prices.element.save("course-1", "UNIT", 10);
  expect(sent(1)).toEqual([10]);
});

test("the switch opens and closes an offering, and falls back when it could not", async () => {
  const prices = await showCourses(1);
  api.refuse("PUT", `${path}/course-1`, "offering.not_found", {});
  prices.available(0).click();
  await expect.poll(() => prices.statuses[0]).toMatch(/^That was refused/);
  expect(prices.available(0).checked).toBe(true);
  prices.retry();
  await expect.poll(() => prices.statuses).toEqual(["Saved"]);
  expect(prices.available(0).checked).toBe(false);
  expect(api.received("PUT", `${path}/course-1`).map(({ body }) => body)).toEqual([
    { available: false },
    { available: false },
  ]);
});

test("finds what is typed, and keeps what is not saved yet", async () => {
  const prices = await showCourses(3);
  await type(prices.price("UNIT", 1), "77");
  prices.search("course 2");
  await expect.poll(() => prices.prices("UNIT")).toEqual(["77"]);
  prices.search("knitting");
  await expect.poll(() => prices.message).toBe("Nothing matches “knitting”");
});

test("a page at a time, and the focus goes on to what has come", async () => {
  const prices = await showCourses(25);
  prices.element.renderRoot.querySelector<HTMLElement>("[part=more]")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => prices.prices("UNIT").length).toBe(25);
  expect(prices.hasMore).toBe(false);
  const rows = [...prices.element.renderRoot.querySelectorAll("[part=row]")];
  await expect.poll(() => rows.indexOf(prices.element.shadowRoot?.activeElement as Element)).toBe(20);
});

test("whoever is no admin reads a calm line, and no price is loaded", async () => {
  api.offering("course-1");
  const prices = showPrices();
  await expect.poll(() => prices.message).toBe("Only administrators can set prices");
  expect(api.received("GET", path)).toEqual([]);
});

test("when somebody else signs in, nothing of the first person is left", async () => {
  const prices = await showCourses(2);
  await type(prices.price("UNIT", 0), "10");
  signOut();
  await expect.poll(() => prices.message).toBe("Sign in to set prices");
  expect(prices.prices("UNIT")).toEqual([]);
});

test("when another admin signs in, what the first one typed is gone before anything new is known", async () => {
  const prices = await showCourses(2);
  await type(prices.price("UNIT", 0), "10");
  const release = api.hold("GET", path);
  signIn();
  await expect.poll(() => prices.prices("UNIT")).toEqual([]);
  release();
  await expect.poll(() => prices.prices("UNIT")).toEqual(["50", "50"]);
});

test("an error leaves a way to try again", async () => {
  api.hold("GET", "/v1/me/events");
  api.isAdmin = true;
  api
    .wallet("UNIT", 0)
    .offering("course-1")
    .next("GET", path, () => new Response("{}", { status: 400 }));
  const prices = showPrices();
  await expect.poll(() => prices.message).toBe("This could not be loaded Try again");
  prices.retry();
  await expect.poll(() => prices.prices("UNIT").length).toBe(1);
});

test("tells that it is offline", async () => {
  api.hold("GET", "/v1/me/events");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  api.next("GET", "/v1/me", () => new Response("{}", { status: 400 }));
  const prices = showPrices();
  await expect.poll(() => prices.message).toMatch("You are offline");
});

test("speaks the language around it, with its digits", async () => {
  const prices = await showCourses(
    1,
    `<section lang="ar-EG" dir="rtl"><bursar-admin-prices></bursar-admin-prices></section>`,
  );
  expect(prices.prices("UNIT")).toEqual(["٥٠"]);
  await type(prices.price("UNIT", 0), "60{Enter}");
  await expect.poll(() => prices.statuses).toEqual(["تم الحفظ"]);
  expect([sent(1), prices.prices("UNIT")]).toEqual([[60], ["٦٠"]]);
});

test("takes the same room, loading and loaded, whatever the theme says", async () => {
  const prices = await showCourses(3, `<bursar-admin-prices style="width: 800px"></bursar-admin-prices>`);
  const { offsetHeight } = prices.element;
  wearHostileTheme();
  expect(prices.element.offsetHeight).toBe(offsetHeight);
  const release = api.hold("GET", path);
  signIn();
  await expect.poll(() => prices.state).toBe("loading");
  expect(Math.abs(prices.element.offsetHeight - offsetHeight)).toBeLessThanOrEqual(2);
  release();
  await expect.poll(() => [prices.state, api.received("GET", path).length]).toEqual(["ready", 4]);
});

test("a screen reader hears a table, also where it is laid out as cards", async () => {
  const prices = await showCourses(1, `<div style="width: 300px"><bursar-admin-prices></bursar-admin-prices></div>`);
  await expect.element(page.elementLocator(prices.element)).toMatchAriaInlineSnapshot(`
    - search:
      - searchbox "Search offerings"
    - paragraph: Enter saves and goes on to the next one below; Escape restores; the arrow keys go up and down.
    - table "Prices":
      - rowgroup:
        - row "Offering UNIT EGP Available State":
          - columnheader "Offering"
          - columnheader "UNIT"
          - columnheader "EGP"
          - columnheader "Available"
          - columnheader "State"
      - rowgroup:
        - row "Course 1 course-1 50 Course 1 is available":
          - rowheader "Course 1 course-1"
          - cell "50":
            - textbox "UNIT price of Course 1":
              - /placeholder: –
              - text: "50"
          - cell:
            - textbox "EGP price of Course 1":
              - /placeholder: –
          - cell "Course 1 is available":
            - switch "Course 1 is available" [checked]
          - cell
    - status
    - status
  `);
  expect(prices.element.scrollWidth).toBeLessThanOrEqual(300);
});

describeForm((form) => {
  test("reads well for everybody in each state", async () => {
    form.apply();
    const forbidden = showPrices();
    await expect.poll(() => forbidden.element.renderRoot.querySelector("[name=forbidden]")).not.toBeNull();
    await expectAccessible();
    api.isAdmin = true;
    signIn();
    await expect.poll(() => forbidden.element.renderRoot.querySelector("[part=search]")).not.toBeNull();
    await expect.poll(() => forbidden.message).not.toBe("");
    await expectAccessible();

    const release = api.hold("GET", "/v1/me");
    api.wallet("UNIT", 0).wallet("EGP", 0, 2);
    for (let number = 1; number <= 22; number++) api.offering(`course-${number}`, { title: `Course ${number}` });
    signIn();
    const prices = showPrices();
    await expect.poll(() => prices.state).toBe("loading");
    await expectAccessible();
    release();
    await expect.poll(() => prices.state).toBe("ready");
    await expectAccessible();

    api.refuse("PUT", priceOf(1), "currency.not_found", { currency: "UNIT" });
    const answer = api.hold("PUT", priceOf(2));
    await type(prices.price("UNIT", 0), "1{Enter}2{Enter}0{Enter}{ArrowDown}{Delete}{Enter}{ArrowDown}5{ArrowDown}");
    await expect.poll(() => prices.statuses.filter(Boolean).length).toBe(5);
    await expectAccessible();
    answer();
    await expect.poll(() => prices.prices("UNIT")[1]).toMatch(/2|٢/);
    await expectAccessible();

    prices.search("knitting");
    await expect.poll(() => prices.message).not.toBe("");
    await expectAccessible();

    api.next("GET", path, () => new Response("{}", { status: 400 }));
    prices.search("broken");
    await expect.poll(() => prices.state).toBe("error");
    await expectAccessible();

    signOut();
    await expect.poll(() => prices.state).toBe("signed-out");
    await expectAccessible();
  });
});
