import { Harness } from "../internal/harness.ts";
import type { BursarAdminUnits } from "./admin-units.ts";

export class AdminUnitsHarness extends Harness<BursarAdminUnits> {
  get state(): "loading" | "ready" | "open" | "forbidden" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as AdminUnitsHarness["state"];
  }

  /** What each of the users found says to the eye. */
  get users(): string[] {
    return this.textsOf("user");
  }

  /** What the wallets of the open user hold. */
  get balances(): string[] {
    return this.textsOf("balance");
  }

  /** What each transaction of the chosen wallet says to the eye. */
  get lines(): string[] {
    return this.textsOf("line");
  }

  /** What is asked before anything happens; empty when nothing is. */
  get question(): string {
    return this.textOf("dialog");
  }

  /** What came of it, which a screen reader was told as well. */
  get outcome(): string {
    return this.textOf("outcome");
  }

  /** What is said when there is nobody to show. */
  get message(): string {
    return this.textOf("message");
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
