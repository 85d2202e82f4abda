import { Harness } from "../internal/harness.ts";
import type { BursarReceipt } from "./receipt.ts";

export class ReceiptHarness extends Harness<BursarReceipt> {
  get state(): "loading" | "ready" | "missing" | "signed-out" | "error" {
    const base = this.element.renderRoot.querySelector<HTMLElement>("[data-state]");
    return base?.dataset.state as ReceiptHarness["state"];
  }

  /** What came in or went out. */
  get amount(): string {
    return this.textOf("amount");
  }

  /** What it says besides, each with its term: `Number txn_…`. */
  get facts(): string[] {
    return this.textsOf("fact");
  }

  /** What has been given back, oldest first. */
  get reversals(): string[] {
    return this.textsOf("reversal");
  }

  /** What is said when there is none to show. */
  get message(): string {
    return this.textOf("message");
  }

  /** What a screen reader was told. */
  get announcement(): string {
    return this.told;
  }

  print(): void {
    this.part("print")?.click();
  }

  download(): void {
    this.part("download")?.click();
  }

  retry(): void {
    this.part("retry")?.click();
  }
}
