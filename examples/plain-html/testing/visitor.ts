import type { BrowserContext } from "playwright";
import { type Language, words } from "../words.ts";
import { type Hands, Tab } from "./tab.ts";

interface Choice {
  /** Theirs, unless they choose another. */
  language?: Language;
  /** The mouse, unless they can't use one. */
  hands?: Hands;
}

/** Somebody at a browser. */
export class Visitor {
  /** What went wrong in any of their tabs, which nobody would see. */
  readonly faults: string[] = [];
  /** Their browser, and with it their line. */
  readonly context: BrowserContext;
  readonly #site: string;
  #hands: Hands = "mouse";

  constructor(context: BrowserContext, site: string) {
    this.context = context;
    this.#site = site;
    context.on("weberror", (error) => this.faults.push(error.error().message));
    context.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
  }

  async signIn(name: string, { language, hands = "mouse" }: Choice = {}): Promise<this> {
    this.#hands = hands;
    const tab = await this.open("/sign-in");
    if (language && language !== "en") {
      const { name: itsName, dir } = words[language];
      await tab.press(tab.page.getByRole("button", { name: itsName, exact: true }));
      await tab.page.locator(`html[dir=${dir}]`).waitFor();
    }
    await tab.press(tab.page.getByRole("button", { name }));
    await tab.page.waitForURL((url) => url.pathname !== "/sign-in");
    // Over HTTP/1.1 a browser has six connections for all tabs of a site, and each live page keeps one.
    await tab.page.goto("about:blank");
    return this;
  }

  async open(path: string): Promise<Tab> {
    const tab = await Tab.open(await this.context.newPage(), this.#hands);
    await tab.page.goto(`${this.#site}${path}`);
    return tab;
  }
}
