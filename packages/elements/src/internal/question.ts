import { type Cancellation, isBursarError } from "@bursar/sdk";
import { html, nothing } from "lit";
import type { CancellingMessages } from "../locales/en/cancelling.ts";
import { changeTrouble } from "./change-trouble.ts";
import { formatTime } from "./dates.ts";
import { formatMoney } from "./money.ts";
import { loadTrouble } from "./trouble.ts";

type Destination = Cancellation["destinations"][number];

/** What somebody may leave. */
export interface Subject {
  enrollment: string;
  offering: string;
  title: string;
}

/** What somebody is asked who cancels. */
export interface Question {
  subject: Subject;
  /** What would come of it; undefined until that is known. */
  terms?: Cancellation;
  destination?: Destination;
  /** They have said that they want nothing back. */
  isWaived?: boolean;
  busy?: boolean;
  error?: unknown;
  /** The terms are others than those that were agreed to. */
  isChanged?: boolean;
}

interface Asking {
  text: CancellingMessages;
  language: string;
  choose: (destination: Destination) => void;
  confirm: (terms: Cancellation) => void;
  again: () => void;
  close: () => void;
}

/** Says what comes of it, and asks. */
export function questionView(question: Question, asking: Asking) {
  const { subject, terms, error } = question;
  const { text, close } = asking;
  // A live region from the beginning: what comes into it is said.
  return html`<div
    class="question asked"
    part="question"
    role="group"
    tabindex="-1"
    aria-labelledby="question"
    @keydown=${({ key }: KeyboardEvent) => key === "Escape" && close()}
  >
    <strong id="question">${text.question(subject.title)}</strong>
    <div class="facts" role="status">
      ${terms ? consequences(question, terms, asking) : error ? nothing : html`<p class="muted">${text.loading}…</p>`}
    </div>
    ${terms ? choice(question, terms, asking) : nothing}
    ${error ? html`<p class="bad" role="alert">${trouble(error, text, Boolean(terms))}</p>` : nothing}
    <div class="acts">${acts(question, asking)}</div>
  </div>`;
}

function consequences({ isWaived, isChanged }: Question, terms: Cancellation, { text, language }: Asking) {
  const { paid, refund, obstacle, destinations, refundableUntil, keepsAccess } = terms;
  const money = (amount: number) => (paid ? formatMoney({ ...paid, amount }, language) : "");
  const time = (instant: string | null | undefined) => (instant ? formatTime(instant, language) : "");
  const lost = paid && refund ? paid.amount - refund.amount : 0;
  const why = obstacle && (text.obstacles[obstacle.code] ?? text.obstacles["refund.nothing_left"]);
  const where = destinations.length === 1 ? destinations[0] : undefined;
  const facts = [
    refund && refundableUntil && text.until(time(refundableUntil)),
    lost > 0 && text.lost(money(lost)),
    isWaived && text.stays(money(paid?.amount ?? 0)),
    keepsAccess ? text.keeps : text.loses,
  ];
  return html`${isChanged ? html`<p class="bad">${text.changed}</p>` : nothing}
    <p part="consequence">${refund ? text.back[where ?? "any"](money(refund.amount)) : (why?.(time(obstacle?.closedAt)) ?? text.free)}</p>
    ${facts.filter(Boolean).map((fact) => html`<p class="muted">${fact}</p>`)}`;
}

function choice({ busy, destination }: Question, { refund, destinations }: Cancellation, { text, choose }: Asking) {
  if (!refund || destinations.length < 2) return nothing;
  return html`<fieldset class="choice" part="destination" ?disabled=${Boolean(busy)}>
    <legend class="muted">${text.where}</legend>
    ${destinations.map(
      (one) => html`<label>
        <input type="radio" name="destination" .checked=${one === (destination ?? destinations[0])} @change=${() => choose(one)} />
        ${text.destinations[one]}
      </label>`,
    )}
  </fieldset>`;
}

function acts(question: Question, { text, language, confirm, again, close }: Asking) {
  const { terms, busy, error } = question;
  return html`${
    terms && isOffered(terms)
      ? html`<button
          class="button ${terms.obstacle ? "outline" : "accent"}"
          part="confirm"
          type="button"
          aria-busy=${Boolean(busy)}
          @click=${() => confirm(terms)}
        ><span>${error ? text.retry : label(question, terms, text, language)}</span>${busy ? html`<span class="spinner"></span>` : nothing}</button>`
      : nothing
  }
    ${error && !terms ? html`<button class="button outline" part="confirm" type="button" @click=${again}>${text.retry}</button>` : nothing}
    <button class="button outline" part="keep" type="button" aria-disabled=${Boolean(busy)} @click=${close}>${text.keep}</button>`;
}

// What is disputed is for somebody else to decide: leaving would give it up.
const isOffered = ({ obstacle }: Cancellation): boolean => obstacle?.code !== "hold.disputed";

function label({ isWaived }: Question, terms: Cancellation, text: CancellingMessages, language: string): string {
  if (terms.refund) return text.take(formatMoney(terms.refund, language));
  if (!terms.obstacle) return text.leave;
  return isWaived ? text.sure : text.without;
}

/** Why it could not be asked, or was not done. */
function trouble(error: unknown, text: CancellingMessages, isAsked: boolean): string {
  if (!isAsked) return loadTrouble(text);
  return isBursarError(error, "wallet.blocked") ? text.blocked : changeTrouble(error, text);
}
