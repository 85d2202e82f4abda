import { Harness } from "../internal/harness.ts";
import type { BursarAdminPrices } from "./admin-prices.ts";

export class AdminPricesHarness extends Harness<BursarAdminPrices> {
  get state(): "loading" | "ready" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as AdminPricesHarness["state"];
  }

  /** What the fields of a currency hold, from the first offering to the last. */
  prices(currency: string): string[] {
    return this.#fields(currency).map(({ value }) => value);
  }

  #fields(currency: string): HTMLInputElement[] {
    return [...this.element.renderRoot.querySelectorAll<HTMLInputElement>(`[data-currency="${currency}"]`)];
  }

  price(currency: string, place: number): HTMLInputElement {
    return this.#fields(currency)[place] as HTMLInputElement;
  }

  available(place: number): HTMLInputElement {
    return this.element.renderRoot.querySelectorAll<HTMLInputElement>("[part=available]")[place] as HTMLInputElement;
  }

  /** What becomes of each offering's edits. */
  get statuses(): string[] {
    return this.textsOf("status");
  }

  /** What is said when there are none to show. */
  get message(): string {
    return this.textOf("message");
  }

  /** What a screen reader was told of what was saved. */
  get announcement(): string {
    return this.told;
  }

  get hasMore(): boolean {
    return this.part("more") !== null;
  }

  showMore(): void {
    this.part("more")?.click();
  }

  search(typed: string): void {
    const field = this.part("search") as HTMLInputElement;
    field.value = typed;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
