import { Harness } from "../internal/harness.ts";
import type { BursarEarnings } from "./earnings.ts";

export class EarningsHarness extends Harness<BursarEarnings> {
  get state(): "loading" | "ready" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as EarningsHarness["state"];
  }

  /** What can be withdrawn now, by currency: `EGP 500`. */
  get available(): string[] {
    return this.textsOf("available");
  }

  /** What else there is, each amount with its term: `Maturing EGP 20`. */
  get facts(): string[] {
    return this.textsOf("fact");
  }

  /** What is owed, in the currencies in which anything is. */
  get owed(): string[] {
    return this.textsOf("owed");
  }

  /** What each line of the statement says to the eye, newest first. */
  get lines(): string[] {
    return this.textsOf("line");
  }

  /** The same of each payout. */
  get payouts(): string[] {
    return this.textsOf("payout");
  }

  /** Whether the form is open. */
  get isOpen(): boolean {
    return this.part("form") !== null;
  }

  /** What came of a payout that was asked for, which a screen reader was told as well. */
  get outcome(): string {
    return this.textOf("outcome");
  }

  /** What is said when there is nothing to show. */
  get message(): string {
    return this.textOf("message");
  }

  /** Opens the form for the first currency in which anything can be withdrawn. */
  withdraw(): void {
    this.part("withdraw")?.click();
  }

  submit(): void {
    this.part("submit")?.click();
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
