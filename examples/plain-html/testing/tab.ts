import type { Locator, Page } from "playwright";
import { expect } from "vitest";

/** With what somebody uses a page. */
export type Hands = "mouse" | "keyboard";

declare global {
  interface Window {
    /** What live regions have told, in their order. */
    heard: string[];
  }
}

// A page has fewer places to stand on.
const stepsMax = 100;

/** A page, used by mouse or by keyboard alone, and listened to. */
export class Tab {
  readonly page: Page;
  readonly #hands: Hands;

  private constructor(page: Page, hands: Hands) {
    this.page = page;
    this.#hands = hands;
  }

  static async open(page: Page, hands: Hands): Promise<Tab> {
    await page.addInitScript(listen);
    return new Tab(page, hands);
  }

  /** Waits until an element says it to the eye. */
  async shows(element: Locator, text: string): Promise<void> {
    const shown = async () => silent(await element.evaluate(seen));
    await expect.poll(shown, { timeout: 10_000 }).toContain(text);
  }

  /** What a screen reader was told since the page was loaded. */
  async heard(): Promise<string[]> {
    return (await this.page.evaluate(() => window.heard)).map(silent);
  }

  /** Waits for it to be told, and told once. */
  async hears(text: string | RegExp): Promise<void> {
    const told = async () =>
      (await this.heard()).filter((one) => (typeof text === "string" ? one === text : text.test(one)));
    await expect.poll(told, { timeout: 10_000, message: `heard ${text}` }).toHaveLength(1);
  }

  /** A click; by keyboard, Enter on a link and Space on whatever else. */
  async press(target: Locator): Promise<void> {
    await target.waitFor();
    // What can't be done now says why when it is pressed, so it is pressed all the same.
    if (this.#hands === "mouse") return target.click({ force: true });
    await this.reach(target);
    await this.page.keyboard.press(await target.evaluate((control) => (control.matches("a") ? "Enter" : "Space")));
  }

  /** Types into a field, over what stands in it. */
  async write(target: Locator, text: string): Promise<void> {
    await target.waitFor();
    if (this.#hands === "mouse") await target.click();
    else await this.reach(target);
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.type(text);
  }

  /** One of what a field offers below it, by its place in the list. */
  async choose(options: Locator, place = 0): Promise<void> {
    await options.nth(place).waitFor();
    if (this.#hands === "mouse") return options.nth(place).click();
    for (let step = 0; step <= place; step++) await this.page.keyboard.press("ArrowDown");
    await this.page.keyboard.press("Enter");
  }

  /** Leaves a dialog without doing what it asks about. */
  async leave(dialog: Locator, cancel: string): Promise<void> {
    await dialog.waitFor();
    if (this.#hands === "mouse") await dialog.getByRole("button", { name: cancel }).click();
    else await this.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }

  /** Goes there with Tab, and sees at every step where it is. */
  async reach(target: Locator): Promise<void> {
    const way: string[] = [];
    while (!(await this.isOn(target))) {
      if (way.length > stepsMax) throw new Error(`Tab never came to ${target}: ${way.join(", ")}`);
      await this.page.keyboard.press("Tab");
      const { name, flaw } = await this.page.evaluate(standing);
      way.push(name);
      expect(flaw, `${name}, on the way to ${target}`).toBeNull();
    }
  }

  /** Whether the focus is on it, or inside it. */
  isOn(target: Locator): Promise<boolean> {
    return target.evaluate((element) => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      for (let node: Node | null = active; node; node = node instanceof ShadowRoot ? node.host : node.parentNode)
        if (node === element) return true;
      return false;
    });
  }

  async standsOn(target: Locator): Promise<void> {
    await expect.poll(() => this.isOn(target), { timeout: 10_000, message: `the focus is on ${target}` }).toBe(true);
  }
}

/** Without marks of direction, which are neither seen nor heard, and with plain spaces. */
const silent = (text: string): string =>
  text
    .replaceAll(/[\u061c\u200e\u200f\u2066-\u2069]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** In the page: all the text that is shown inside, through shadow roots and slots. */
function seen(element: Node): string {
  const read = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element) || !(node.checkVisibility() || node instanceof HTMLSlotElement)) return "";
    const slotted = node instanceof HTMLSlotElement ? node.assignedNodes({ flatten: true }) : [];
    return [...(slotted.length ? slotted : (node.shadowRoot ?? node).childNodes)].map(read).join("");
  };
  return read(element);
}

/** In the page: writes down what live regions say, as a screen reader does. What isn't shown is silent. */
function listen(): void {
  const heard: string[] = [];
  window.heard = heard;
  const observer = new MutationObserver((records) => {
    const regions = records.map(({ target }) => {
      const element = target instanceof Element ? target : target.parentElement;
      return element?.closest("[role=status], [role=alert], [aria-live]");
    });
    for (const region of new Set(regions)) {
      if (region?.checkVisibility() && region.textContent.trim()) heard.push(region.textContent);
    }
  });
  const follow = (root: Node) => observer.observe(root, { subtree: true, childList: true, characterData: true });
  follow(document);
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    follow(root);
    return root;
  };
}

/** In the page: where the focus is, and what keeps somebody who has only a keyboard from seeing it. */
function standing(): { name: string; flaw: string | null } {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  // After the last one, the browser's own controls come, and then the first one again.
  if (!active || active === document.body) return { name: "the browser", flaw: null };
  const name = `<${active.localName}> ${active.getAttribute("aria-label") ?? active.textContent.trim().slice(0, 40)}`;

  // A radio button's whole label shows it.
  const isMarked = [active, active.parentElement].some((element) => {
    const { outlineStyle, outlineWidth } = element
      ? getComputedStyle(element)
      : { outlineStyle: "none", outlineWidth: "" };
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
  });
  if (!isMarked) return { name, flaw: "has no mark of the focus" };

  const { left, top, width, height } = active.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  let front = document.elementFromPoint(x, y);
  let inner = front?.shadowRoot?.elementFromPoint(x, y);
  while (inner && inner !== front) {
    front = inner;
    inner = front.shadowRoot?.elementFromPoint(x, y);
  }
  for (let node: Node | null = front; node; ) {
    if (node === active) return { name, flaw: null };
    node = (node instanceof Element && node.assignedSlot) || (node instanceof ShadowRoot ? node.host : node.parentNode);
  }
  return { name, flaw: `is hidden behind ${front ? `<${front.localName}>` : "the edge of the window"}` };
}
