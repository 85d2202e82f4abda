import type { Balance } from "@bursar/sdk";
import { html, LitElement } from "lit";
import { property } from "lit/decorators.js";
import { BursarBalanceChangeEvent } from "../events/balance-change.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { retry } from "../internal/icons.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney } from "../internal/money.ts";
import { loadTrouble } from "../internal/trouble.ts";
import { Watch } from "../internal/watch.ts";
import { messages } from "../locales/en/balance.ts";
import { balanceQuery } from "../session/balance.ts";
import { styles } from "./balance.styles.ts";

/**
 * What the signed-in user can spend, live. It is inline: put it in a sentence, a header or a menu.
 *
 * @summary The balance of a wallet.
 * @tag bursar-balance
 *
 * @slot signed-out - Shown instead when nobody is signed in. A dash by default.
 * @slot empty - Shown instead when no currency is named and the user has no wallet yet. A dash by default.
 *
 * @event {BursarBalanceChangeEvent} bursar-balance-change - The balance has changed while it was shown.
 * @event {BursarErrorEvent} bursar-error - The balance could not be loaded.
 *
 * @csspart amount - The number with its currency.
 * @csspart skeleton - What stands in while the balance is loading.
 * @csspart retry - The button that loads again after an error.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 */
export class BursarBalance extends LitElement {
  static override styles = [base, button, styles];

  /** The currency, such as `UNIT`. Without it, that of the user's first wallet. */
  @property() currency?: string;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/balance.ts")).messages,
  });
  readonly #balance = new Watch(
    this,
    () => balanceQuery(this.currency || undefined),
    () => {
      this.#shown = undefined;
    },
  );
  #shown: Balance | undefined;

  protected override render() {
    return html`<span class="base money">${this.#content()}</span>`;
  }

  #content() {
    const text = this.#text.messages;
    const { state } = this.#balance;
    if (!text || state.status === "loading") {
      return html`<span class="skeleton" part="skeleton"></span><span class="spoken">${text?.loading}</span>`;
    }
    switch (state.status) {
      case "signed-out":
        return html`<slot name="signed-out">–<span class="spoken">${text.signedOut}</span></slot>`;
      case "error":
        return html`–<button class="button" part="retry" title=${loadTrouble(text)} @click=${() => this.#balance.retry()}>
            ${retry}<span class="spoken">${text.retry}</span>
          </button>`;
      case "ready":
        if (!state.value) return html`<slot name="empty">–</slot>`;
        return html`<span class="amount" part="amount">${this.#amount(state.value)}</span>`;
    }
  }

  #amount({ balance: amount, currency, digits }: Balance): string {
    return formatMoney({ amount, currency, digits }, this.#text.language);
  }

  protected override updated(): void {
    const previous = this.#shown;
    const balance = this.#balance.value ?? undefined;
    if (balance) this.#shown = balance;
    if (!balance || balance.currency !== previous?.currency || balance.balance === previous.balance) return;
    this.#draw();
    this.dispatchEvent(new BursarBalanceChangeEvent(balance, previous));
  }

  /** Draws the eye to what has changed by itself. */
  #draw(): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.renderRoot.querySelector(".amount")?.animate({ opacity: [0.25, 1] }, { duration: 500, easing: "ease-out" });
  }
}
