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

  /** What each thing that the user waits for says to the eye. */
  get waiting(): string[] {
    return this.textsOf("waiting");
  }

  /** Begins to wait no longer for that one, counted from above. */
  leave(place = 0): void {
    this.element.renderRoot.querySelectorAll<HTMLElement>("[part~=leave]")[place]?.click();
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

  /** Begins to cancel that one of the live enrollments, counted from above. */
  cancel(place = 0): void {
    this.element.renderRoot.querySelectorAll<HTMLElement>("[part~=cancel]")[place]?.click();
  }

  /** What is asked before anything happens, or an empty text. */
  get question(): string {
    return this.textOf("question");
  }

  /** What comes back, or why nothing does. */
  get consequence(): string {
    return this.textOf("consequence");
  }

  /** Confirms, be it that one cancels or that a session was delivered. */
  confirm(): void {
    this.part("confirm")?.click();
  }

  /** Leaves all as it is. */
  keep(): void {
    this.part("keep")?.click();
  }

  /** What came of it. */
  get outcome(): string {
    return this.textOf("outcome");
  }

  /** What a screen reader was told last. */
  get announcement(): string {
    return this.told;
  }

  /** What is asked about the delivery of a session, or was answered. */
  get delivery(): string {
    return this.textOf("delivery");
  }

  /** Begins to report a problem with a session. */
  report(): void {
    this.part("report")?.click();
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
