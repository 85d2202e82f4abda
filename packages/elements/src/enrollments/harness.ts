import { Harness } from "../internal/harness.ts";
import type { BursarEnrollments } from "./enrollments.ts";

export class EnrollmentsHarness extends Harness<BursarEnrollments> {
  get state(): "loading" | "ready" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as EnrollmentsHarness["state"];
  }

  /** What each enrollment says to the eye; those that are over while they are disclosed. */
  get enrollments(): string[] {
    return this.textsOf("enrollment").filter(Boolean);
  }

  /** What is said when there are none to show. */
  get message(): string {
    return this.textOf("message");
  }

  get past(): HTMLDetailsElement | null {
    return this.part("past") as HTMLDetailsElement | null;
  }

  get hasMore(): boolean {
    return this.part("more") !== null;
  }

  showMore(): void {
    this.part("more")?.click();
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
