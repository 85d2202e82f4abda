import type { StatementLine } from "@bursar/sdk";
import { html, nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StatementMessages } from "../locales/en/statement.ts";
import { formatTime } from "./dates.ts";
import { icon } from "./icons.ts";
import { joined } from "./joined.ts";
import { formatChange, formatMoney } from "./money.ts";
import { safeUrl } from "./safe-url.ts";

export const incoming = icon(svg`<path d="M8 3v10M4 9l4 4 4-4"/>`);
export const outgoing = icon(svg`<path d="M8 13V3M4 7l4-4 4 4"/>`);

interface Wording {
  text: StatementMessages & { separator: string };
  language: string;
}

interface Options {
  /** What stands at the end of a line. */
  offer?: (line: StatementLine) => TemplateResult | typeof nothing;
  /** Where the receipts are, with `{transaction}` in the place of the id. */
  receiptHref?: string | undefined;
}

/** Transactions as a list. */
export function statementList(
  lines: StatementLine[],
  wording: Wording,
  label: string,
  { offer = () => nothing, receiptHref }: Options = {},
): TemplateResult {
  return html`<ul class="lines" role="list" part="list" aria-label=${label}>
    ${repeat(
      lines,
      ({ id }) => id,
      (line) => statementLine(line, wording, offer(line), safeUrl(receiptHref?.replace("{transaction}", line.id))),
    )}
  </ul>`;
}

function statementLine(line: StatementLine, { text, language }: Wording, offer: unknown, href: string | null) {
  const title = titleOf(line, text);
  const status = text.statuses[line.status];
  const detail = detailOf(line, text);
  const time = html`<time datetime=${line.createdAt}>${formatTime(line.createdAt, language)}</time>`;
  const isOver = line.status === "reversed" || line.status === "failed";
  return html`<li class="line ${isOver ? "over" : ""}" part="line" tabindex="-1">
    <span class="mark">${line.amount < 0 ? outgoing : incoming}</span>
    <span class="what">
      <span class="title">${href ? html`<a part="receipt" href=${href}>${title}</a>` : title}${status ? html` <span class="status" part="status">${status}</span>` : nothing}</span>
      <span class="detail">${joined([time, ...(detail ? [html`<bdi>${detail}</bdi>`] : [])], text)}</span>
    </span>
    <span class="sums">
      <span class="spoken">${line.amount < 0 ? text.taken : text.received}</span>
      <span class="amount" part="amount">${formatChange(line, language)}</span>
      <span class="detail after">${text.balance(formatMoney({ ...line, amount: line.balanceAfter }, language))}</span>
    </span>
    ${offer}
  </li>`;
}

type Titled = Pick<StatementLine, "type" | "amount" | "reference">;

export function titleOf({ type, amount, reference }: Titled, text: StatementMessages): string {
  if (type === "spend" && reference && isEnrollment(reference)) return text.enrollment;
  if (type === "transfer" && amount < 0) return text.transferSent;
  if (type === "reversal" && amount < 0) return text.takenBack;
  // The API may know more types than this version.
  return text.types[type] ?? type;
}

function detailOf({ type, description, reason, reference }: StatementLine, text: StatementMessages): string | null {
  if (description) return description;
  if (reason) return reasonOf({ type, reason }, text);
  // It names the user, who knows who they are.
  if (type === "sign_up_credit") return null;
  return reference && !isEnrollment(reference) ? reference : null;
}

/** Corrections and refunds have reasons that the API gives; all others are somebody's own words. */
export function reasonOf(
  { type, reason }: Pick<StatementLine, "type" | "reason">,
  text: Pick<StatementMessages, "reasons">,
): string | null {
  return ((type === "adjustment" || type === "reversal") && reason && text.reasons[reason]) || reason;
}

// An enrollment's payment names it; nobody wants to read the id.
const isEnrollment = (reference: string): boolean => reference.startsWith("enr_");

/** What stands in while transactions are loading, as high as they will be. */
export const statementSkeleton = (count: number): TemplateResult => html`
  <div class="lines">${Array.from(
    { length: count },
    () => html`<div class="line" part="skeleton">
      <span class="mark skeleton"></span>
      <span class="what"><span class="skeleton bar"></span><span class="skeleton bar short"></span></span>
    </div>`,
  )}</div>`;
