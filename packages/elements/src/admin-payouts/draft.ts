import type { Payout } from "@bursar/sdk";
import { parseAmount } from "../internal/parse-amount.ts";
import type { DisputedHold } from "../session/holds.ts";
import type { EscrowAction } from "../session/payouts.ts";

/** Payouts that are paid together: of one batch, or those that no batch has yet. */
export interface Group {
  currency: string;
  digits: number;
  batch: string | null;
  payouts: Payout[];
  /** Whether there are no more of them than these. */
  isAll: boolean;
}

type Subject =
  | { type: "approvePayout" | "rejectPayout" | "payPayout" | "failPayout"; payout: Payout }
  | { type: "release" | "refund" | "split"; hold: DisputedHold }
  | { type: "gatherPayouts" | "payBatch"; group: Group };

/** What an admin is about to do, as it was typed. */
export type Draft = Subject & {
  /** Why, or the reference of a payment. */
  note?: string;
  /** Of a split: what goes back to the learner. */
  back?: string;
  /** It was to be done with flaws: before that, nobody is told of what they have not typed yet. */
  isTried?: boolean;
  busy?: boolean;
  /** Why it was not done. */
  error?: unknown;
};

export type Typed = Pick<Draft, "note" | "back">;

const withReference = ["payPayout", "payBatch"];
const withoutNote = ["approvePayout", "gatherPayouts"];

export const hasNote = ({ type }: Draft): boolean => !withoutNote.includes(type);
export const needsReason = (draft: Draft): boolean => hasNote(draft) && !withReference.includes(draft.type);

/** What a split gives back; null when it is no amount that leaves something to release. */
export function backOf(draft: Draft, language: string): number | null {
  if (draft.type !== "split") return null;
  const amount = parseAmount(draft.back ?? "", draft.hold.digits, language);
  return amount !== null && amount < draft.hold.held ? amount : null;
}

/** What has yet to be put right; empty when it can be done. */
export function flawsOf(draft: Draft, language: string): ("back" | "note")[] {
  const flaws: ("back" | "note")[] = [];
  if (draft.type === "split" && backOf(draft, language) === null) flaws.push("back");
  if (needsReason(draft) && !draft.note?.trim()) flaws.push("note");
  return flaws;
}

/** What a draft without flaws asks for. */
export function actionOf(draft: Draft, language: string): EscrowAction {
  const note = draft.note?.trim() ?? "";
  const reference = note ? { reference: note } : {};
  switch (draft.type) {
    case "approvePayout":
      return { type: draft.type, payout: draft.payout.id };
    case "rejectPayout":
    case "failPayout":
      return { type: draft.type, payout: draft.payout.id, reason: note };
    case "payPayout":
      return { type: draft.type, payout: draft.payout.id, ...reference };
    case "gatherPayouts":
      return { type: draft.type, currency: draft.group.currency };
    case "payBatch":
      return { type: draft.type, batch: draft.group.batch ?? "", ...reference };
    default: {
      const { id, held } = draft.hold;
      const refund = draft.type === "refund" ? held : (backOf(draft, language) ?? 0);
      return { type: "decideHold", hold: id, release: held - refund, refund, reason: note };
    }
  }
}
