import { beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import "./index.ts";
import * as harnesses from "./generated/harnesses.ts";
import { api, show } from "./testing/page.ts";

/** What each element waits for, and what tells that it has come. What is there is as much as its placeholder has room for. */
const elements: Record<string, { html: string; waitsFor: string; shown: string }> = {
  balance: {
    html: `<bursar-balance currency="UNIT"></bursar-balance>`,
    waitsFor: "/v1/me/wallets/UNIT",
    shown: "[part=amount]",
  },
  wallet: {
    html: `<bursar-wallet currency="UNIT"></bursar-wallet>`,
    waitsFor: "/v1/me/wallets/UNIT",
    shown: "[part=line]",
  },
  transactions: {
    html: `<bursar-transactions currency="UNIT"></bursar-transactions>`,
    waitsFor: "/v1/me/wallets/UNIT/transactions",
    shown: "[part=line]",
  },
  catalog: {
    html: "<bursar-catalog></bursar-catalog>",
    waitsFor: "/v1/me/offerings",
    shown: "[part=card]",
  },
  "enroll-button": {
    html: `<bursar-enroll-button offering="a"></bursar-enroll-button>`,
    waitsFor: "/v1/me/offerings/a",
    shown: "[data-state=ready]",
  },
  "enrollment-gate": {
    html: `<bursar-enrollment-gate offering="a"><p>Lesson</p></bursar-enrollment-gate>`,
    waitsFor: "/v1/me/offerings/a",
    shown: "bursar-enroll-button",
  },
  enrollments: {
    html: "<bursar-enrollments></bursar-enrollments>",
    waitsFor: "/v1/me/enrollments",
    shown: "[part=enrollment]",
  },
  "admin-prices": {
    html: "<bursar-admin-prices></bursar-admin-prices>",
    waitsFor: "/v1/offerings",
    shown: "[part=row]",
  },
  "admin-units": {
    html: "<bursar-admin-units></bursar-admin-units>",
    waitsFor: "/v1/users",
    shown: "[part=user]",
  },
};

test("every element is looked at", () => {
  const named = Object.keys(elements).map((name) => `${name.replaceAll("-", "")}harness`);
  expect(named.sort()).toEqual(
    Object.keys(harnesses)
      .map((name) => name.toLowerCase())
      .sort(),
  );
});

const description = "Classify, pack, label and document hazardous materials so that they arrive. ".repeat(4);

describe.each([
  ["a phone", 390],
  ["a desk", 1000],
])("on %s", (_, width) => {
  beforeEach(() => page.viewport(width, 900));

  test.each(Object.entries(elements))("%s moves nothing on the page when it has loaded", async (name, element) => {
    api.isAdmin = name.startsWith("admin-");
    api.wallet("UNIT", 0);
    for (const amount of [10, 20, 40]) api.transaction("UNIT", amount);
    for (const id of ["a", "b", "c"]) api.offering(id, { description });
    for (const id of ["a", "b"]) api.enrollment(id);
    for (const id of ["amina", "basma", "dalia", "hoda"]) api.person(id, { email: `${id}@example.com` });
    // When the stream opens, all is asked for a second time.
    api.hold("GET", "/v1/me/events");
    const release = api.hold("GET", element.waitsFor);

    const shown = show(`bursar-${name}` as "bursar-balance", `<main>${element.html}</main><p>What stands below</p>`);
    const find = (selector: string) => shown.renderRoot.querySelector(selector);
    await expect.poll(() => find(".skeleton")).not.toBeNull();
    await aFrame();
    await aFrame();
    expect(find(element.shown)).toBeNull();
    const shift = watchShift();
    release();
    await expect.poll(() => find(element.shown)).not.toBeNull();
    await aFrame();
    await aFrame();
    expect(shift()).toBe(0);
  });
});

const aFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** What Chromium counts as a shift from now on, by its own measure. */
function watchShift(): () => number {
  const found: PerformanceEntryList = [];
  const observer = new PerformanceObserver((list) => found.push(...list.getEntries()));
  observer.observe({ type: "layout-shift" });
  return () => {
    found.push(...observer.takeRecords());
    observer.disconnect();
    return found.reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0);
  };
}
