import type { Balance, StatementLine, UserWithBalances, Wallet } from "@bursar/sdk";
import { html, nothing, svg, type TemplateResult } from "lit";
import { icon } from "../internal/icons.ts";
import { formatMoney, formatNumber } from "../internal/money.ts";
import { statementList, titleOf } from "../internal/statement.ts";
import type { AdminUnitsMessages } from "../locales/en/admin-units.ts";
import { canReverse, type Draft } from "./draft.ts";
import { amountField, reasonField } from "./fields.ts";
import { who } from "./search-view.ts";

const close = icon(svg`<path d="m4 4 8 8M12 4l-8 8"/>`);

interface Wording {
  text: AdminUnitsMessages;
  language: string;
}

/** What a search tells of a wallet, or all of it. */
export type KnownWallet = Balance & Partial<Pick<Wallet, "frozen">>;

export const personHead = (user: UserWithBalances, { text }: Wording, onClose: () => void): TemplateResult =>
  html`<div class="row">
    ${who(user, text, "name")}
    <button class="button square" part="button" type="button" title=${text.back} aria-label=${text.back} @click=${onClose}>
      ${close}
    </button>
  </div>`;

export const walletChoice = (
  wallets: KnownWallet[],
  chosen: KnownWallet,
  { text, language }: Wording,
  onChoose: (currency: string) => void,
): TemplateResult =>
  html`<fieldset class="wallets">
    <legend class="spoken">${text.wallet}</legend>
    ${wallets.map(
      (wallet) => html`<label class="wallet" part="wallet">
        <input
          class="radio"
          type="radio"
          name="wallet"
          .checked=${wallet.currency === chosen.currency}
          @change=${() => onChoose(wallet.currency)}
        />
        <span class="amount" part="balance">${formatMoney({ ...wallet, amount: wallet.balance }, language)}</span>
        ${wallet.frozen ? html`<span class="status">${text.frozen}</span>` : nothing}
      </label>`,
    )}
  </fieldset>`;

interface TopUp extends Wording {
  draft: Draft;
  wallet: KnownWallet;
  onInput: (typed: Partial<Draft>) => void;
  onSubmit: (event: SubmitEvent) => void;
  onFreeze: (type: "freeze" | "unfreeze") => void;
}

export function topUpForm({ onSubmit, onFreeze, ...fields }: TopUp): TemplateResult {
  const { text, wallet } = fields;
  const freeze = wallet.frozen ? "unfreeze" : "freeze";
  return html`<form class="form" novalidate @submit=${onSubmit}>
    ${amountField(fields)} ${reasonField(fields)}
    <div class="acts">
      <button class="button accent" part="button">${text.topUp.act}</button>
      <button
        class="button outline"
        part="button"
        type="button"
        aria-disabled=${wallet.frozen === undefined}
        @click=${() => onFreeze(freeze)}
      >${text[freeze].act}</button>
    </div>
    ${wallet.frozen ? html`<p class="hint wide">${text.frozen}: <bdi>${wallet.frozen.reason}</bdi></p>` : nothing}
  </form>`;
}

export function transactionsOf(
  lines: StatementLine[],
  wording: Wording,
  onReverse: (line: StatementLine, amount: string) => void,
): TemplateResult {
  const { text, language } = wording;
  if (!lines.length) return html`<p class="message" part="message">${text.empty}</p>`;
  const offer = (line: StatementLine) =>
    canReverse(line)
      ? html`<button
          class="button outline small"
          part="button"
          type="button"
          aria-label="${text.reverse.act}: ${titleOf(line, text)} ${formatMoney(line, language)}"
          @click=${() => onReverse(line, formatNumber({ ...line, amount: Math.abs(line.amount) }, language))}
        >${text.reverse.act}</button>`
      : nothing;
  return statementList(lines, wording, text.recent, { offer });
}
