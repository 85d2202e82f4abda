import { Harness } from "../internal/harness.ts";
import type { BursarWallet } from "./wallet.ts";

export class WalletHarness extends Harness<BursarWallet> {
  get state(): "loading" | "ready" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as WalletHarness["state"];
  }

  /** The balance of each wallet, such as `70 UNIT`. */
  get balances(): string[] {
    return this.textsOf("balance");
  }

  /** What is to be known about them: refundable, ending, frozen. */
  get notes(): string[] {
    return this.textsOf("note");
  }

  /** What each of the latest transactions says to the eye. */
  get lines(): string[] {
    return this.textsOf("line");
  }

  /** Where each wallet's "Top up" leads. */
  get topUpLinks(): (string | null)[] {
    return [...this.element.renderRoot.querySelectorAll("[part~=top-up]")].map((link) => link.getAttribute("href"));
  }

  /** What is said when there is nothing to show. */
  get message(): string {
    return this.textOf("message");
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
