import { isBursarError } from "@bursar/sdk";
import { html, nothing, type TemplateResult } from "lit";
import { actTrouble } from "../internal/act-trouble.ts";
import { confirmationForm, fact } from "../internal/confirmation.ts";
import { formatMoney } from "../internal/money.ts";
import { plural } from "../internal/plural.ts";
import { textField } from "../internal/text-field.ts";
import type { AdminPayoutsMessages } from "../locales/en/admin-payouts.ts";
import { type Names, personOf, sumOf } from "./about.ts";
import { backOf, type Draft, flawsOf, hasNote, needsReason, type Typed } from "./draft.ts";

export { actionOf, flawsOf } from "./draft.ts";

interface Confirmation {
  draft: Draft;
  text: AdminPayoutsMessages;
  language: string;
  names: Names;
  onInput: (typed: Typed) => void;
  onSubmit: (event: SubmitEvent) => void;
  onCancel: (event: Event) => void;
}

/** Says again who gets how much, before anything happens. */
export function confirmation(given: Confirmation): TemplateResult {
  const { draft, text, language, onInput, onSubmit, onCancel } = given;
  const { type, busy, error } = draft;
  const flaws = draft.isTried ? flawsOf(draft, language) : [];
  return confirmationForm({
    act: text[type].act,
    facts: factsOf(given),
    fields: html`${
      draft.type === "split"
        ? textField({
            id: "back",
            label: html`${text.back} <span class="detail">${draft.hold.currency}</span>`,
            value: draft.back ?? "",
            lengthMax: 40,
            inputMode: draft.hold.digits ? "decimal" : "numeric",
            flaw: flaws.includes("back")
              ? text.backWrong(formatMoney({ ...draft.hold, amount: draft.hold.held }, language))
              : undefined,
            onInput: (back) => onInput({ back }),
          })
        : nothing
    }
    ${
      hasNote(draft)
        ? textField({
            id: "note",
            label: needsReason(draft) ? text.reason : text.reference,
            value: draft.note ?? "",
            // What the API takes at most.
            lengthMax: needsReason(draft) ? 500 : 200,
            flaw: flaws.includes("note") ? text.reasonMissing : undefined,
            onInput: (note) => onInput({ note }),
          })
        : nothing
    }`,
    trouble: error ? troubleOf(error, text) : undefined,
    busy,
    text,
    onSubmit,
    onCancel,
  });
}

function factsOf({ draft, text, language, names }: Confirmation) {
  if ("payout" in draft) {
    const { payout } = draft;
    return html`${fact(text.payee, html`<bdi>${personOf(payout.user, names)}</bdi>`)} ${fact(text.amount, formatMoney(payout, language))}
      ${fact(text.destination, html`<bdi>${payout.destination}</bdi>`)}`;
  }
  if ("group" in draft) {
    const { group } = draft;
    return html`${fact(group.batch ? text.batch : text.toGather, group.batch ?? group.currency)}
      ${group.isAll ? fact(text.amount, [plural(text.payouts, group.payouts.length, language), sumOf(group, language)].join(text.separator)) : nothing}`;
  }
  const { hold, type } = draft;
  const money = (amount: number) => formatMoney({ ...hold, amount }, language);
  const back = type === "refund" ? hold.held : type === "release" ? 0 : backOf(draft, language);
  return html`${fact(text.user, html`<bdi>${personOf(hold.user, names)}</bdi>`)} ${fact(text.payee, html`<bdi>${personOf(hold.payee, names)}</bdi>`)}
    ${fact(text.offering, html`<bdi>${hold.title ?? hold.offering}</bdi>`)} ${fact(text.dispute, html`<bdi>${hold.dispute?.reason}</bdi>`)}
    ${back === null ? fact(text.amount, money(hold.held)) : html`${fact(text.back, money(back))} ${fact(text.released, money(hold.held - back))}`}`;
}

/** Somebody else was quicker, so what was asked about is no more as it was. */
const conflicts = [
  "payout.decided",
  "payout.not_approved",
  "payout.not_found",
  "payout.none_approved",
  "payoutBatch.not_found",
  "hold.ended",
  "hold.exceeded",
  "hold.not_found",
];

export const isConflict = (error: unknown): boolean => isBursarError(error) && conflicts.includes(error.code);

function troubleOf(error: unknown, text: AdminPayoutsMessages): string {
  if (isBursarError(error, "payout.own")) return text.own;
  if (isBursarError(error, "wallet.blocked")) return text.blocked;
  if (isBursarError(error, "wallet.limit_exceeded")) return text.limit;
  return actTrouble(error, text);
}
