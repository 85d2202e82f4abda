import type { UserWithBalances } from "@bursar/sdk";
import { html, nothing, type TemplateResult } from "lit";
import { confirmationForm, fact } from "../internal/confirmation.ts";
import { formatTime } from "../internal/dates.ts";
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
  return confirmationForm({
    act: text[type].act,
    facts: html`${fact(text.user, who(user, text))}
      ${line ? fact(text.transaction, [titleOf(line, text), formatTime(line.createdAt, language)].join(text.separator)) : nothing}
      ${
        movesMoney(draft)
          ? amount && html`${fact(text.amount, money(amount))} ${fact(text.after, money(balance + sign * amount))}`
          : fact(text.wallet, money(balance))
      }
      ${type === "topUp" ? fact(text.note, html`<bdi>${draft.reason}</bdi>`) : nothing}`,
    fields: html`${line ? amountField(fields) : nothing} ${line || type === "freeze" ? reasonField(fields) : nothing}`,
    trouble: error ? manageTrouble(error, draft, text, language) : undefined,
    busy,
    text,
    onSubmit,
    onCancel,
  });
}
