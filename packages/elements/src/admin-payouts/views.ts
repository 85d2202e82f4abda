import type { HoldAge, Payout } from "@bursar/sdk";
import { html, nothing, type TemplateResult } from "lit";
import { formatTime } from "../internal/dates.ts";
import { joined } from "../internal/joined.ts";
import { formatMoney, formatNumber } from "../internal/money.ts";
import { plural } from "../internal/plural.ts";
import type { AdminPayoutsMessages } from "../locales/en/admin-payouts.ts";
import type { DisputedHold } from "../session/holds.ts";
import { aboutOf, type Names, personOf, sumOf } from "./about.ts";
import type { Draft, Group } from "./draft.ts";

interface Wording {
  text: AdminPayoutsMessages;
  language: string;
  names: Names;
}

type Ask = (draft: Draft) => void;

/** A button that asks first; its name says about what, since there are many alike. */
const act = (draft: Draft, { text, language, names }: Wording, ask: Ask, look = "outline") =>
  html`<button class="button ${look}" part="button" type="button" aria-label=${`${text[draft.type].act}: ${aboutOf(draft, language, names).join(text.separator)}`} @click=${() => ask(draft)}>
    ${text[draft.type].act}
  </button>`;

const time = (instant: string, language: string) =>
  html`<time datetime=${instant}>${formatTime(instant, language)}</time>`;

function payoutRow(payout: Payout, { text, language, names }: Wording, acts: unknown): TemplateResult {
  const { user, destination, createdAt, requestedBy } = payout;
  const others = requestedBy === `user:${user}` ? [] : [requestedBy];
  return html`<li class="entry" part="payout" tabindex="-1">
    <span class="row"><bdi>${personOf(user, names)}</bdi><span class="amount money">${formatMoney(payout, language)}</span></span>
    <span class="detail">${joined([time(createdAt, language), ...[destination, ...others].map((one) => html`<bdi>${one}</bdi>`)], text)}</span>
    <span class="acts">${acts}</span>
  </li>`;
}

/** A payout to approve; not by whoever asked for it, nor by who gets it. */
export function approval(payout: Payout, me: string, wording: Wording, ask: Ask): TemplateResult {
  const isOwn = payout.user === me || payout.requestedBy === `user:${me}`;
  return payoutRow(
    payout,
    wording,
    html`${isOwn ? html`<span class="detail">${wording.text.own}</span>` : act({ type: "approvePayout", payout }, wording, ask, "accent")}
    ${act({ type: "rejectPayout", payout }, wording, ask)}`,
  );
}

export function dispute(hold: DisputedHold, wording: Wording, ask: Ask): TemplateResult {
  const { text, language, names } = wording;
  const title = hold.title ?? hold.offering;
  return html`<li class="entry tall" part="hold" tabindex="-1">
    <span class="row">
      <bdi>${title}</bdi>
      <span class="amount money">${formatMoney({ ...hold, amount: hold.held }, language)}</span>
    </span>
    <span class="detail">${joined(
      [
        html`${text.user} <bdi>${personOf(hold.user, names)}</bdi>`,
        html`${text.payee} <bdi>${personOf(hold.payee, names)}</bdi>`,
        ...(hold.dispute ? [time(hold.dispute.at, language)] : []),
      ],
      text,
    )}</span>
    <blockquote class="quote"><bdi>${hold.dispute?.reason}</bdi></blockquote>
    <span class="acts">
      ${act({ type: "release", hold }, wording, ask)} ${act({ type: "refund", hold }, wording, ask)}
      ${act({ type: "split", hold }, wording, ask)}
    </span>
  </li>`;
}

/** Payouts by currency; those that no batch has yet come first. */
export function groupsOf(payouts: Payout[], isAll: boolean): Group[] {
  const groups = Map.groupBy(payouts, ({ currency, batch }) => `${currency} ${batch ?? ""}`);
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([_, payouts]) => {
      const [first] = payouts;
      return first ? { currency: first.currency, digits: first.digits, batch: first.batch, payouts, isAll } : [];
    });
}

/** What is paid together, with what is done about all of it and about each. What is not known yet makes no sum. */
export function payable(group: Group, wording: Wording, ask: Ask, download: (batch: string) => void): TemplateResult {
  const { text, language } = wording;
  const { currency, batch, payouts, isAll } = group;
  const sums = isAll ? [plural(text.payouts, payouts.length, language), sumOf(group, language)] : [];
  return html`<section class="card group" part="group" aria-label=${`${currency}, ${batch ? `${text.batch} ${batch}` : text.toGather}`}>
    <span>
      <span class="heading">${joined([currency, ...sums], text)}</span><br>
      <span class="detail">${batch ? html`${text.batch} <bdi>${batch}</bdi>` : text.toGather}</span>
    </span>
    <span class="acts">
      ${
        batch
          ? html`<button class="button outline" part="button" type="button" aria-label=${`${text.download}: ${batch}`} @click=${() => download(batch)}>${text.download}</button>
              ${act({ type: "payBatch", group }, wording, ask)}`
          : act({ type: "gatherPayouts", group }, wording, ask, "accent")
      }
    </span>
    <ul class="list" role="list">
      ${payouts.map((payout) => {
        return payoutRow(
          payout,
          wording,
          html`${act({ type: "payPayout", payout }, wording, ask)} ${act({ type: "failPayout", payout }, wording, ask)}`,
        );
      })}
    </ul>
  </section>`;
}

/** How long the money of one currency has been waiting. */
export function ageTable(ages: HoldAge[], { text, language }: Wording): TemplateResult {
  const count = (amount: number) => formatNumber({ amount, digits: 0 }, language);
  return html`<table class="ages" part="ages">
    <caption>${ages[0]?.currency}</caption>
    <thead>
      <tr><th scope="col">${text.waiting}</th><th scope="col">${text.holds}</th><th class="sum" scope="col">${text.amount}</th></tr>
    </thead>
    <tbody>
      ${ages.map(({ daysMin, daysMax, holds, held, currency, digits }) => {
        const flag = daysMin >= 90 ? "alarm" : daysMin >= 60 ? "warning" : null;
        return html`<tr part="age">
          <th scope="row">
            ${daysMax === null ? text.daysOn(count(daysMin)) : text.days(count(daysMin), count(daysMax - 1))}
            ${flag ? html`<span class="flag ${flag === "alarm" ? "bad" : ""}" part=${flag}>${text[flag]}</span>` : nothing}
          </th>
          <td>${count(holds)}</td>
          <td class="sum"><span class="money">${formatMoney({ amount: held, currency, digits }, language)}</span></td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
