import { Harness } from "../internal/harness.ts";
import type { BursarBalance } from "./balance.ts";

export class BalanceHarness extends Harness<BursarBalance> {
  /** The amount as it is shown, such as `70 UNIT`; empty while there is none. */
  get amount(): string {
    return this.textOf("amount");
  }

  get isLoading(): boolean {
    return this.part("skeleton") !== null;
  }

  get canRetry(): boolean {
    return this.part("retry") !== null;
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
