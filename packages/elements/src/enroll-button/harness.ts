import { Harness } from "../internal/harness.ts";
import type { BursarEnrollButton } from "./enroll-button.ts";
import type { View } from "./view.ts";

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

  press(): void {
    this.part("button")?.click();
  }
}
