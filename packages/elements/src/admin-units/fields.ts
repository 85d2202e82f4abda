import { html, type TemplateResult } from "lit";
import { formatNumber } from "../internal/money.ts";
import { textField } from "../internal/text-field.ts";
import type { AdminUnitsMessages } from "../locales/en/admin-units.ts";
import { type Draft, flawsOf } from "./draft.ts";

interface Fields {
  draft: Draft;
  text: AdminUnitsMessages;
  language: string;
  onInput: (typed: Partial<Draft>) => void;
}

export function amountField({ draft, text, language, onInput }: Fields): TemplateResult {
  const { currency, digits, amount: value } = draft;
  const example = formatNumber({ amount: Math.round(12.5 * 10 ** digits), digits }, language);
  const flaw = draft.isTried && flawsOf(draft, language).includes("amount") ? text.amountWrong(example) : undefined;
  return textField({
    id: `${draft.type}-amount`,
    label: html`${text.amount} <span class="detail">${currency}</span>`,
    value,
    lengthMax: 40,
    inputMode: digits ? "decimal" : "numeric",
    flaw,
    onInput: (amount) => onInput({ amount }),
  });
}

export function reasonField({ draft, text, language, onInput }: Fields): TemplateResult {
  return textField({
    id: `${draft.type}-reason`,
    label: draft.type === "topUp" ? text.note : text.reason,
    value: draft.reason,
    // What the API takes at most.
    lengthMax: draft.type === "freeze" ? 500 : 200,
    hint: draft.type === "freeze" ? undefined : text.noteHint,
    flaw: draft.isTried && flawsOf(draft, language).includes("reason") ? text.noteMissing : undefined,
    onInput: (reason) => onInput({ reason }),
  });
}
