import { Harness } from "../internal/harness.ts";
import type { BursarAdminPayouts } from "./admin-payouts.ts";

export class AdminPayoutsHarness extends Harness<BursarAdminPayouts> {
  get state(): "loading" | "ready" | "forbidden" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as AdminPayoutsHarness["state"];
  }

  /** What each payout says to the eye, of those that the chosen tab shows. */
  get payouts(): string[] {
    return this.textsOf("payout");
  }

  /** What each dispute says to the eye. */
  get holds(): string[] {
    return this.textsOf("hold");
  }

  /** What is paid together, all of it as one text. */
  get groups(): string[] {
    return this.textsOf("group");
  }

  /** How long money has been waiting, step by step. */
  get ages(): string[] {
    return this.textsOf("age");
  }

  /** What is asked before anything happens; empty when nothing is. */
  get question(): string {
    return this.textOf("dialog");
  }

  /** What came of it, which a screen reader was told as well. */
  get outcome(): string {
    return this.textOf("outcome");
  }

  /** What is said when there is nothing to show. */
  get messages(): string[] {
    return this.textsOf("message");
  }

  /** Shows one of the tabs: `decide`, `pay` or `escrow`. */
  choose(tab: "decide" | "pay" | "escrow"): void {
    this.element.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.click();
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
