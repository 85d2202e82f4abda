import type { EnrollmentWithPayment as Enrollment, Offering } from "@bursar/sdk";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { formatDay, formatSpan } from "../internal/dates.ts";
import { arrow, check } from "../internal/icons.ts";
import { joined } from "../internal/joined.ts";
import { Leave } from "../internal/leave.ts";
import { list } from "../internal/list.styles.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney } from "../internal/money.ts";
import { More } from "../internal/more.ts";
import { panel } from "../internal/panel.styles.ts";
import { panelContent } from "../internal/panel.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { untilItComes } from "../internal/until-it-comes.ts";
import { Watch } from "../internal/watch.ts";
import { type EnrollmentsMessages, messages } from "../locales/en/enrollments.ts";
import { loadOlderEnrollments, type MyEnrollments, myEnrollmentsQuery } from "../session/my-enrollments.ts";
import { styles } from "./enrollments.styles.ts";
import type { Sessions } from "./sessions.ts";
import type { Waiting } from "./waiting.ts";

/**
 * What the signed-in user is enrolled in: how far they have come, until when they may enter, and the way there. Of a live
 * session it tells the time and how they attended, and asks whether it was delivered while what they paid for it waits. They
 * can cancel, and are told before what comes back. What takes place next comes first. What is over stands below, with its
 * results, and so does what they wait for, with how they stand in line, or until when a place is kept for them.
 *
 * @summary The user's enrollments.
 * @tag bursar-enrollments
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot empty - Shown instead when the user was never enrolled in anything: a link to the catalog, say.
 *
 * @event {BursarCancelEvent} bursar-cancel - The user has confirmed that they cancel, and nothing has happened yet; cancelable.
 * @event {BursarCancelledEvent} bursar-cancelled - They have cancelled, and have back what there was.
 * @event {BursarWaitlistEvent} bursar-waitlist - The user waits no longer for a place.
 * @event {BursarErrorEvent} bursar-error - The enrollments could not be loaded, or something was refused or failed.
 *
 * @csspart list - The enrollments, those that are live and those that are over, and what the user waits for.
 * @csspart enrollment - One of them.
 * @csspart title - Its offering's title.
 * @csspart detail - Until when access lasts, and what else there is to say.
 * @csspart when - When a session takes place, and what has become of it.
 * @csspart delivery - The question whether a session was delivered, and what came of it.
 * @csspart report - The button that reports a problem.
 * @csspart field - The field for what was wrong.
 * @csspart send - The button that sends the report.
 * @csspart back - The button that goes back from it.
 * @csspart waiting - Something that the user waits for.
 * @csspart leave - The button that begins to leave its waitlist.
 * @csspart cancel - The button that begins to cancel.
 * @csspart question - What is asked before.
 * @csspart consequence - What comes back, or why nothing does.
 * @csspart destination - Where it is to go.
 * @csspart confirm - The button that confirms: that one cancels or waits no longer, or that a session was delivered.
 * @csspart keep - The button that leaves all as it is.
 * @csspart outcome - What came of it.
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

  /** Comes when there are sessions. */
  @state() private sessions?: Sessions;

  /** Comes after all else. */
  @state() private waiting?: Waiting;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/enrollments.ts")).messages,
  });
  readonly #leave: Leave = new Leave(this);
  readonly #enrollments: Watch<MyEnrollments> = new Watch(
    this,
    () => myEnrollmentsQuery(this.kind || undefined),
    this.#leave.reset,
  );
  readonly #more = new More(this, {
    load: () => loadOlderEnrollments(this.kind || undefined),
    items: () => this.renderRoot.querySelectorAll<HTMLElement>("[part=enrollment]"),
  });

  #loading: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("kind")) this.#more.reset();
  }

  protected override render() {
    const text = this.#text.messages;
    const content = panelContent(this.#enrollments, text, skeleton, (value, text) => this.#content(value, text));
    return html`<div class="base" data-state=${text ? this.#enrollments.state.status : "loading"}>${content}${text && this.#enrollments.value && this.waiting?.render(text)}</div>`;
  }

  protected override updated(): void {
    if (!this.#enrollments.value) return;
    this.#waiting ??= untilItComes("the waitlist", () => import("./waiting.ts")).then(({ Waiting }) => {
      this.waiting = new Waiting(this);
    });
  }

  #content(value: MyEnrollments, text: EnrollmentsMessages) {
    if (value.enrollments.length) return html`${this.#leave.outcome()}${this.#lists(value, text)}`;
    return html`<slot name="empty"><p class="message" part="message">${this.kind ? text.emptyKind : text.empty}</p></slot>`;
  }

  #lists({ enrollments, offerings, nextCursor }: MyEnrollments, text: EnrollmentsMessages) {
    const { language } = this.#text;
    const row = (enrollment: Enrollment) => this.#row(enrollment, offerings, text);
    const { live = [], past = [] } = Object.groupBy(enrollments, (enrollment) =>
      isLive(enrollment) && this.#stage(enrollment, offerings.get(enrollment.offering)) !== "past" ? "live" : "past",
    );
    // What takes place next comes first. What has no time comes then, newest first.
    const startOf = ({ offering }: Enrollment) => Date.parse(offerings.get(offering)?.startsAt ?? "") || Infinity;
    live.sort((one, other) => startOf(one) - startOf(other));
    return html`
      ${
        live.length
          ? html`<ul class="list" part="list" role="list" aria-label=${text.title}>${live.map(row)}</ul>`
          : html`<p class="message" part="message">${this.kind ? text.noneActiveKind : text.noneActive}</p>`
      }
      ${
        past.length
          ? html`<details class="past" part="past">
              <summary class="summary link">${text.past(new Intl.NumberFormat(language).format(past.length))}</summary>
              <ul class="list" part="list" role="list">${past.map(row)}</ul>
            </details>`
          : nothing
      }
      <span class="spoken" role="status">${this.sessions?.told}</span>
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
        ${offering?.kind === "session" ? this.#session(enrollment, offering, text) : nothing}
        ${this.#detail(enrollment, text)}
        ${offering?.kind !== "session" || enrollment.completionPercentage ? this.#progress(enrollment, title, text) : nothing}
      </span>
      <span class="acts">
        ${
          href
            ? html`<a class="button outline open" part="open" href=${href} aria-label=${described(title)}>${label} ${arrow}</a>`
            : nothing
        }
        ${isLive(enrollment) && !offering?.cancelledAt && !this.#stage(enrollment, offering) ? this.#leaving(enrollment, title, text) : nothing}
      </span>
      ${this.#leave.question(enrollment.id, text)}
    </li>`;
  }

  #leaving({ id, offering, payment }: Enrollment, title: string, text: EnrollmentsMessages) {
    const [label, named] = payment ? [text.cancel, text.cancelTitle] : [text.leave, text.leaveTitle];
    return this.#leave.button({ enrollment: id, offering, title }, label, named(title));
  }

  #session(enrollment: Enrollment, offering: Offering, text: EnrollmentsMessages) {
    this.#loading ??= untilItComes("sessions", () => import("./sessions.ts")).then(({ Sessions }) => {
      this.sessions = new Sessions(this);
    });
    const { startsAt, endsAt, title } = offering;
    const told = [
      startsAt && formatSpan(startsAt, endsAt, this.#text.language),
      this.sessions?.status(enrollment, offering),
    ].filter(Boolean);
    // Room for the question, which comes later.
    return html`${told.length ? html`<span class="detail" part="when">${joined(told, text)}</span>` : nothing}
      ${this.#stage(enrollment, offering) === "asks" ? html`<div class="asks" part="delivery" id="delivery-${enrollment.id}" tabindex="-1">${this.sessions?.delivery(enrollment, title)}</div>` : nothing}`;
  }

  /**
   * What a session that took place is now: asks whether it was delivered, while what was paid waits for that, or is past. There
   * is nothing to cancel any more; whoever is not content reports it.
   */
  #stage({ payment }: Enrollment, offering: Offering | undefined): "asks" | "past" | false {
    if (offering?.kind !== "session") return false;
    const isOver = this.sessions?.isOver(offering.id) ?? Date.parse(offering.endsAt ?? "") <= Date.now();
    return isOver && (payment?.status === "held" && !offering.cancelledAt ? "asks" : "past");
  }

  #detail({ status, completedAt, expiresAt, endedAt, payment }: Enrollment, text: EnrollmentsMessages) {
    const day = (instant: string) => formatDay(instant, this.#text.language);
    const is = status === "expired" || status === "cancelled" ? status : undefined;
    const told = [
      completedAt && html`<span class="good">${check} ${text.completed(day(completedAt))}</span>`,
      is && endedAt ? text[is](day(endedAt)) : expiresAt && text.until(day(expiresAt)),
      payment?.refunded && text.back(formatMoney({ ...payment, amount: payment.refunded }, this.#text.language)),
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
