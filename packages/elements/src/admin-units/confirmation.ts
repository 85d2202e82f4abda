import type { UserWithBalances } from "@bursar/sdk";
import { html, nothing, type TemplateResult } from "lit";
import { formatTime } from "../internal/dates.ts";
import { heldEnter } from "../internal/held-enter.ts";
import { formatMoney } from "../internal/money.ts";
import { parseAmount } from "../internal/parse-amount.ts";
import { titleOf } from "../internal/statement.ts";
import type { AdminUnitsMessages } from "../locales/en/admin-units.ts";
import { type Draft, movesMoney } from "./draft.ts";
import { amountField, reasonField } from "./fields.ts";
import { manageTrouble } from "./manage-trouble.ts";
import { who } from "./search-view.ts";

interface Confirmation {
  draft: Draft;
  user: UserWithBalances;
  balance: number;
  text: AdminUnitsMessages;
  language: string;
  onInput: (typed: Partial<Draft>) => void;
  onSubmit: (event: SubmitEvent) => void;
  onCancel: (event: Event) => void;
}

/** Says again who and how much, before anything happens. */
export function confirmation({
  draft,
  user,
  balance,
  text,
  language,
  onInput,
  onSubmit,
  onCancel,
}: Confirmation): TemplateResult {
  const { type, line, currency, digits, busy, error } = draft;
  const money = (amount: number) => formatMoney({ amount, currency, digits }, language);
  const amount = parseAmount(draft.amount, digits, language);
  const sign = line && line.amount > 0 ? -1 : 1;
  const fields = { draft, text, language, onInput };
  return html`<form class="confirmation" novalidate @submit=${onSubmit} @keydown=${heldEnter}>
    <strong class="name" id="question">${text[type].act}</strong>
    <dl class="facts" id="facts">
      ${fact(text.user, who(user, text))}
      ${line ? fact(text.transaction, [titleOf(line, text), formatTime(line.createdAt, language)].join(text.separator)) : nothing}
      ${
        movesMoney(draft)
          ? amount && html`${fact(text.amount, money(amount))} ${fact(text.after, money(balance + sign * amount))}`
          : fact(text.wallet, money(balance))
      }
      ${type === "topUp" ? fact(text.note, html`<bdi>${draft.reason}</bdi>`) : nothing}
    </dl>
    ${line ? amountField(fields) : nothing} ${line || type === "freeze" ? reasonField(fields) : nothing}
    <p class="bad" role="alert">${error ? manageTrouble(error, draft, text, language) : nothing}</p>
    <div class="acts">
      <button class="button accent" part="button" id="confirm" aria-busy=${Boolean(busy)}>
        <span>${error ? text.retry : text[type].act}</span>${busy ? html`<span class="spinner"></span>` : nothing}
      </button>
      <button class="button outline" part="button" type="button" aria-disabled=${Boolean(busy)} @click=${onCancel}>
        ${text.cancel}
      </button>
    </div>
  </form>`;
}

const fact = (term: string, value: unknown) => html`<dt>${term}</dt><dd>${value}</dd>`;
