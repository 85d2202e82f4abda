import { Harness } from "../internal/harness.ts";
import type { BursarEnrollButton } from "./enroll-button.ts";
import type { View } from "./shown.ts";

export class EnrollButtonHarness extends Harness<BursarEnrollButton> {
  get state(): View["state"] {
    return this.element.renderRoot.querySelector<HTMLElement>("[data-state]")?.dataset.state as View["state"];
  }

  /** The wording on the button, without the price. */
  get label(): string {
    return this.textOf("label");
  }

  get price(): string {
    return this.textOf("price");
  }

  /** The line below the button. */
  get note(): string {
    return this.textOf("note");
  }

  /** What a screen reader was told of the outcome. */
  get announcement(): string {
    return this.told;
  }

  /** Where it leads, once the user is enrolled. */
  get href(): string | null {
    return this.part("button")?.getAttribute("href") ?? null;
  }

  get canBePressed(): boolean {
    return this.part("button")?.getAttribute("aria-disabled") === "false";
  }

  /** Begins to leave the waitlist. */
  leave(): void {
    this.part("leave")?.click();
  }

  /** Begins to cancel. */
  cancel(): void {
    this.part("cancel")?.click();
  }

  /** What is asked before anything happens, or an empty text. */
  get question(): string {
    return this.textOf("question");
  }

  /** Confirms, be it that one cancels or leaves the waitlist. */
  confirm(): void {
    this.part("confirm")?.click();
  }

  /** Leaves all as it is. */
  keep(): void {
    this.part("keep")?.click();
  }

  /** What came of cancelling. */
  get outcome(): string {
    return this.textOf("outcome");
  }

  press(): void {
    this.part("button")?.click();
  }
}
