import { Harness } from "../internal/harness.ts";
import type { BursarTransactions } from "./transactions.ts";

export class TransactionsHarness extends Harness<BursarTransactions> {
  get state(): "loading" | "ready" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as TransactionsHarness["state"];
  }

  /** What each transaction says to the eye, newest first. */
  get lines(): string[] {
    return this.textsOf("line");
  }

  /** What is said when there are none to show. */
  get message(): string {
    return this.textOf("message");
  }

  /** What a screen reader was told of what has come. */
  get announcement(): string {
    return this.told;
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
