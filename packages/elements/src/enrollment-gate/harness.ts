import { Harness } from "../internal/harness.ts";
import type { BursarEnrollmentGate } from "./enrollment-gate.ts";

export class EnrollmentGateHarness extends Harness<BursarEnrollmentGate> {
  get isOpen(): boolean {
    return this.part("content")?.hidden === false;
  }

  get isLoading(): boolean {
    return this.part("skeleton") !== null;
  }

  /** What the card says, while it is locked: the title, and why. */
  get title(): string {
    return this.textOf("title");
  }

  get why(): string {
    return this.textOf("why");
  }

  /** What a screen reader was told when it opened. */
  get announcement(): string {
    return this.told;
  }

  /** The enroll button on the card. */
  get button(): HTMLElementTagNameMap["bursar-enroll-button"] | null {
    return this.element.renderRoot.querySelector("bursar-enroll-button");
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
