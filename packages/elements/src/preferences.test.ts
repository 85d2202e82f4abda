import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import "./index.ts";
import { animationsIn, expectAccessible } from "./testing/accessibility.ts";
import { elements, fill } from "./testing/elements.ts";
import { api, show } from "./testing/page.ts";

/** What somebody has set in their system, for all pages. */
const prefer = (features: Record<string, string>) =>
  cdp().send("Emulation.setEmulatedMedia", {
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });

afterEach(() => prefer({}));

type Shown = HTMLElementTagNameMap["bursar-balance"];

const names = Object.keys(elements);

const showElement = (name: string): Shown =>
  show(`bursar-${name}` as "bursar-balance", `<main>${elements[name]?.html}</main>`);

const isShown = (name: string, { renderRoot }: Shown) => renderRoot.querySelector(elements[name]?.shown ?? "") !== null;

/** With all that can be pressed, with what is chosen beside what isn't, and with words that are long. */
async function showReady(name: string): Promise<Shown> {
  fill(name);
  api.wallet("EGP", 0, 2);
  api.escrow.earnings("UNIT", { available: 70 });
  for (let number = 1; number <= 20; number++) api.transaction("UNIT", 1);
  const title = "Gefahrgutbeauftragtenprüfungsvorbereitungslehrgang";
  api.offering("a", { title, url: "https://academy.example/a" }).enrollment("a", { completionPercentage: 40 });
  api.offering("b", { kind: "session", available: false });
  api.person("amina", { name: title, email: `${title}@example.com` }, { EGP: { digits: 2, balance: 12_350 } });
  const shown = showElement(name);
  shown.setAttribute("top-up-href", "/pay");
  await expect.poll(() => isShown(name, shown)).toBe(true);
  await expect.poll(() => all(shown, "[aria-busy=true]")).toEqual([]);
  return shown;
}

/** In front of a user's wallets, for who may look at them. */
async function openPerson(shown: Shown): Promise<void> {
  shown.focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.poll(() => all(shown, "[part~=person] [part=message]").length).toBe(1);
}

/** Those in elements within it, too. */
function all({ renderRoot }: Shown, selector: string): HTMLElement[] {
  const inside = [...renderRoot.querySelectorAll("*")].filter(({ shadowRoot }) => shadowRoot) as Shown[];
  return [
    ...renderRoot.querySelectorAll<HTMLElement>(selector),
    ...inside.flatMap((element) => all(element, selector)),
  ];
}

describe("under forced colours", () => {
  beforeEach(() => prefer({ "forced-colors": "active" }));

  /** What an element looks like apart from its words, as it is painted on the page. */
  function look(element: HTMLElement): string[] {
    const { color, backgroundColor, borderColor, outlineStyle, outlineColor } = getComputedStyle(element);
    return [color, painted(backgroundColor), borderColor, outlineStyle === "none" ? "" : outlineColor];
  }

  test.for([
    ["catalog", "[aria-pressed=true]", "[aria-pressed=false]"],
    ["enrollments", ".fill", ".track"],
    ["admin-prices", ".switch:checked", ".switch:not(:checked)"],
    ["admin-units", "[aria-selected=true]", "[aria-selected=false]"],
  ] as const)("%s: %s looks different from %s, and reads well", async ([name, chosen, other]) => {
    const shown = await showReady(name);
    if (name === "admin-units") shown.focus();
    await userEvent.keyboard("{ArrowDown}");
    const lookOf = (selector: string) => all(shown, selector).slice(0, 1).map(look);
    await expect.poll(() => [lookOf(chosen).length, lookOf(other).length]).toEqual([1, 1]);
    expect(lookOf(chosen)).not.toEqual(lookOf(other));
    await userEvent.hover(all(shown, chosen)[0] as HTMLElement);
    await expectAccessible();
  });

  test("admin-prices: a switch shows its knob, on and off", async () => {
    const shown = await showReady("admin-prices");
    const knobs = all(shown, ".switch").map((control) => {
      const [ground, knob] = [undefined, "::before"].map((part) => getComputedStyle(control, part).backgroundColor);
      return painted(knob as string) !== painted(ground as string);
    });
    expect(knobs).toEqual([true, true, true]);
  });

  test.each(names.filter((name) => name !== "balance"))("%s: what can be used has a border", async (name) => {
    const shown = await showReady(name);
    if (name === "admin-units") await openPerson(shown);
    if (name === "enrollments") {
      all(shown, "[part=cancel]")[0]?.click();
      await expect.poll(() => all(shown, "[part=confirm]").length).toBe(1);
    }
    const controls = all(shown, ".button, .input, .switch, .wallet");
    expect(controls.length).toBeGreaterThan(0);
    const canvas = painted("Canvas");
    const bare = controls.filter((control) => {
      const { borderWidth, borderStyle, borderColor } = getComputedStyle(control);
      return borderWidth === "0px" || borderStyle === "none" || painted(borderColor) === canvas;
    });
    expect(bare).toEqual([]);
  });
});

/** What a colour is, also one that lets the page shine through. */
function painted(color: string): string {
  const context = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
  for (const layer of ["Canvas", color]) {
    context.fillStyle = layer;
    context.fillRect(0, 0, 1, 1);
  }
  return context.getImageData(0, 0, 1, 1).data.join();
}

describe("where motion is to be reduced", () => {
  beforeEach(() => prefer({ "prefers-reduced-motion": "reduce" }));

  test.each(names)("%s stands still while it is loading, and when it has loaded", async (name) => {
    fill(name);
    const release = api.hold("GET", elements[name]?.waitsFor ?? "");
    const shown = showElement(name);
    await expect.poll(() => all(shown, ".skeleton").length).toBeGreaterThan(0);
    expect(animationsIn(document)).toEqual([]);
    release();
    await expect.poll(() => isShown(name, shown)).toBe(true);
    expect(animationsIn(document)).toEqual([]);
  });

  test.each(["balance", "transactions"])("%s shows what comes by itself without a move", async (name) => {
    const shown = await showReady(name);
    await expect.poll(() => api.listeners).toBe(1);
    api.post("UNIT", 1000);
    await expect.poll(() => shown.renderRoot.textContent).toContain("1,090");
    expect(animationsIn(document)).toEqual([]);
  });
});

// As wide as a page of 640 px that is zoomed to 200 %.
describe.each([
  ["ltr", "en"],
  ["rtl", "ar-EG"],
])("at 320 px, %s", (dir, lang) => {
  beforeEach(async () => {
    await page.viewport(320, 900);
    Object.assign(document.documentElement, { dir, lang });
  });

  test.each(names)("%s fits: nothing scrolls sideways, nothing is cut off", async (name) => {
    const shown = await showReady(name);
    expectFits(shown);
    if (name === "enrollments") {
      all(shown, "[part=cancel]")[0]?.click();
      await expect.poll(() => all(shown, "[part=confirm]").length).toBe(1);
      expectFits(shown);
    }
    if (name !== "admin-units") return;
    await openPerson(shown);
    expectFits(shown);
    all(shown, ".acts .outline")[0]?.click();
    await expect.poll(() => all(shown, "dialog[open]").length).toBe(1);
    expectFits(shown);
  });

  function expectFits(shown: Shown): void {
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
    // What only a screen reader meets is cut off on purpose.
    const outside = all(shown, ":not(.spoken, .heads, .heads *)").filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      const isClipped = getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth;
      return element.checkVisibility() && (left < 0 || right > 320 || isClipped);
    });
    expect(outside.map(({ outerHTML }) => outerHTML)).toEqual([]);
  }
});
