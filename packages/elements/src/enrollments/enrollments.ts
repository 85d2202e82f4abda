import type { Enrollment, Offering } from "@bursar/sdk";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property } from "lit/decorators.js";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { formatDay } from "../internal/dates.ts";
import { arrow, check } from "../internal/icons.ts";
import { joined } from "../internal/joined.ts";
import { list } from "../internal/list.styles.ts";
import { Localization } from "../internal/localization.ts";
import { More } from "../internal/more.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { Watch } from "../internal/watch.ts";
import { type EnrollmentsMessages, messages } from "../locales/en/enrollments.ts";
import { loadOlderEnrollments, type MyEnrollments, myEnrollmentsQuery } from "../session/my-enrollments.ts";
import { styles } from "./enrollments.styles.ts";

/**
 * What the signed-in user is enrolled in: how far they have come, until when they may enter, and the way there. What is
 * over stands below, with its results.
 *
 * @summary The user's enrollments.
 * @tag bursar-enrollments
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot empty - Shown instead when the user was never enrolled in anything: a link to the catalog, say.
 *
 * @event {BursarErrorEvent} bursar-error - The enrollments could not be loaded.
 *
 * @csspart list - The enrollments, those that are live and those that are over.
 * @csspart enrollment - One of them.
 * @csspart title - Its offering's title.
 * @csspart detail - Until when access lasts, and what else there is to say.
 * @csspart progress - How far the user has come.
 * @csspart open - The link to the offering.
 * @csspart past - The disclosure of those that are over.
 * @csspart more - The button that shows older ones.
 * @csspart message - What is said when there are none to show.
 * @csspart retry - The button that loads again after an error.
 * @csspart skeleton - What stands in while they are loading.
 *
 * @cssproperty --bursar-accent - The colour of progress, and of what can be pressed.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarEnrollments extends LitElement {
  static override styles = [base, button, panel, list, styles];

  /** Only one kind: `course`, `session` or `membership`. */
  @property() kind?: Offering["kind"];

  /** Which heading the titles are, in the outline of the page: 2 to 6. */
  @property({ type: Number, attribute: "heading-level" }) headingLevel = 3;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/enrollments.ts")).messages,
  });
  readonly #enrollments = new Watch(this, () => myEnrollmentsQuery(this.kind || undefined));
  readonly #more = new More(this, {
    load: () => loadOlderEnrollments(this.kind || undefined),
    items: () => this.renderRoot.querySelectorAll<HTMLElement>("[part=enrollment]"),
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("kind")) this.#more.reset();
  }

  protected override render() {
    const text = this.#text.messages;
    const content = panelContent(this.#enrollments, text, skeleton, (value, text) => this.#content(value, text));
    return html`<div class="base" data-state=${text ? this.#enrollments.state.status : "loading"}>${content}</div>`;
  }

  #content(value: MyEnrollments, text: EnrollmentsMessages) {
    if (value.enrollments.length) return this.#lists(value, text);
    return html`<slot name="empty"><p class="message" part="message">${this.kind ? text.emptyKind : text.empty}</p></slot>`;
  }

  #lists({ enrollments, offerings, nextCursor }: MyEnrollments, text: EnrollmentsMessages) {
    const { language } = this.#text;
    const row = (enrollment: Enrollment) => this.#row(enrollment, offerings, text);
    const [live, past] = [enrollments.filter(isLive), enrollments.filter((enrollment) => !isLive(enrollment))];
    return html`
      ${
        live.length
          ? html`<ul class="list" part="list" role="list" aria-label=${text.title}>${live.map(row)}</ul>`
          : html`<p class="message" part="message">${this.kind ? text.noneActiveKind : text.noneActive}</p>`
      }
      ${
        past.length
          ? html`<details class="past" part="past">
              <summary class="summary">${text.past(new Intl.NumberFormat(language).format(past.length))}</summary>
              <ul class="list" part="list" role="list">${past.map(row)}</ul>
            </details>`
          : nothing
      }
      ${this.#more.render(nextCursor !== null, text, language)}
    `;
  }

  #row(enrollment: Enrollment, offerings: MyEnrollments["offerings"], text: EnrollmentsMessages) {
    const offering = offerings.get(enrollment.offering);
    const title = offering?.title ?? enrollment.offering;
    // Who has let it end goes on by enrolling again, where the offering says so.
    const isOver = enrollment.status === "expired" && offering?.available;
    const href = isLive(enrollment) || isOver ? safeUrl(offering?.url) : null;
    const [label, described] = isOver ? [text.again, text.againTitle] : [text.open, text.openTitle];
    return html`<li class="item" part="enrollment" tabindex="-1">
      <span class="what">
        <span class="title" part="title" role="heading" aria-level=${this.headingLevel}><bdi>${title}</bdi></span>
        ${this.#detail(enrollment, text)} ${this.#progress(enrollment, title, text)}
      </span>
      ${
        href
          ? html`<a class="button outline open" part="open" href=${href} aria-label=${described(title)}>${label} ${arrow}</a>`
          : nothing
      }
    </li>`;
  }

  #detail({ status, completedAt, expiresAt, endedAt }: Enrollment, text: EnrollmentsMessages) {
    const day = (instant: string) => formatDay(instant, this.#text.language);
    const is = status === "expired" || status === "cancelled" ? status : undefined;
    const told = [
      completedAt && html`<span class="good">${check} ${text.completed(day(completedAt))}</span>`,
      is && endedAt ? text[is](day(endedAt)) : expiresAt && text.until(day(expiresAt)),
    ].filter(Boolean);
    if (!told.length) return nothing;
    return html`<span class="detail" part="detail">${joined(told, text)}</span>`;
  }

  // The bar's length is set by property: a content security policy refuses a style attribute.
  #progress(enrollment: Enrollment, title: string, text: EnrollmentsMessages) {
    const { completionPercentage: reached, completedAt } = enrollment;
    const percentage = new Intl.NumberFormat(this.#text.language, { style: "percent" }).format(reached / 100);
    if (!isLive(enrollment))
      return completedAt ? nothing : html`<span class="detail" part="progress">${text.reached(percentage)}</span>`;
    return html`<span class="progress" part="progress">
      <span class="track" role="progressbar" aria-label="${text.progress}: ${title}" aria-valuenow=${reached} aria-valuetext=${percentage}>
        <span class="fill" .style=${`inline-size: ${reached}%`}></span>
      </span>
      <span aria-hidden="true">${percentage}</span>
    </span>`;
  }
}

const isLive = ({ status }: Enrollment): boolean => status === "active" || status === "completed";

const skeleton = html`<div class="list">${[1, 2].map(
  () => html`<div class="item" part="skeleton">
    <span class="what"><span class="skeleton bar name"></span><span class="skeleton bar"></span></span>
  </div>`,
)}</div>`;
