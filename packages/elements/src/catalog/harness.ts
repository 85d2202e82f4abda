import { EnrollButtonHarness } from "../enroll-button/harness.ts";
import { Harness } from "../internal/harness.ts";
import type { BursarCatalog } from "./catalog.ts";

export class CatalogHarness extends Harness<BursarCatalog> {
  get state(): "loading" | "ready" | "signed-out" | "error" {
    return this.element.renderRoot.querySelector<HTMLElement>("[data-state]")?.dataset.state as CatalogHarness["state"];
  }

  /** What the cards say, but for the enroll button. */
  get titles(): string[] {
    return this.textsOf("title");
  }

  get prices(): string[] {
    return this.textsOf("price");
  }

  get chips(): string[] {
    return this.textsOf("chip");
  }

  /** What is said when there are none to show. */
  get message(): string {
    return this.textOf("message");
  }

  /** What a screen reader was told of what was found, or has come. */
  get announcement(): string {
    return this.told;
  }

  button(place: number): EnrollButtonHarness {
    const button = this.element.renderRoot.querySelectorAll("bursar-enroll-button")[place];
    return new EnrollButtonHarness(button as HTMLElementTagNameMap["bursar-enroll-button"]);
  }

  get hasMore(): boolean {
    return this.part("more") !== null;
  }

  showMore(): void {
    this.part("more")?.click();
  }

  choose(label: string): void {
    const chips = [...this.element.renderRoot.querySelectorAll<HTMLElement>("[part=chip]")];
    chips.find((chip) => chip.textContent === label)?.click();
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
