import { beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import "./index.ts";
import * as harnesses from "./generated/harnesses.ts";
import { elements, fill } from "./testing/elements.ts";
import { api, show } from "./testing/page.ts";

test("every element is looked at", () => {
  const named = Object.keys(elements).map((name) => `${name.replaceAll("-", "")}harness`);
  expect(named.sort()).toEqual(
    Object.keys(harnesses)
      .map((name) => name.toLowerCase())
      .sort(),
  );
});

describe.each([
  ["a phone", 390],
  ["a desk", 1000],
])("on %s", (_, width) => {
  beforeEach(() => page.viewport(width, 900));

  test.each(Object.entries(elements))("%s moves nothing on the page when it has loaded", async (name, element) => {
    fill(name);
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
