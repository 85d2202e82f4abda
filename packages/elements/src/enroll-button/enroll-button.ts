import type { OfferingStatus } from "@bursar/sdk";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { BursarEnrollEvent } from "../events/enroll.ts";
import { BursarEnrolledEvent } from "../events/enrolled.ts";
import { BursarErrorEvent } from "../events/error.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { Deadline } from "../internal/deadline.ts";
import { arrow, check, retry } from "../internal/icons.ts";
import { Leave } from "../internal/leave.ts";
import { Localization } from "../internal/localization.ts";
import { untilItComes } from "../internal/until-it-comes.ts";
import { Watch } from "../internal/watch.ts";
import { messages } from "../locales/en/enroll-button.ts";
import { offeringQuery, priceOf, reloadOffering } from "../session/enrollments.ts";
import type { State } from "../session/resource.ts";
import { styles } from "./enroll-button.styles.ts";
import type { Enrolling, Outcome } from "./enrolling.ts";
import type { View } from "./shown.ts";
import { relatedTo, view } from "./view.ts";

/** What nobody can press now is washed out; a link has nothing but its outline. */
const looks: Partial<Record<View["state"], string>> = {
  loading: "skeleton",
  failed: "outline",
  enrolled: "tonal",
  ready: "accent",
  busy: "accent",
};

/**
 * Enrolls the signed-in user in an offering at a press, paid from the wallet. It shows the price, says what stands in the
 * way or what is missing when the wallet can't pay, and leads to the offering once the user is in. Of a live session it says
 * when it takes place. When an offering is full, it lets the user wait for a place, and shows where they stand and until when
 * a place is kept for them.
 *
 * It only presents. What must stay secret is sent by your server, after `bursar.access.check`.
 *
 * @summary A button that enrolls.
 * @tag bursar-enroll-button
 *
 * @slot - Your own wording for "Enroll".
 * @slot open - Your own wording for "Open", once the user is enrolled.
 * @slot signed-out - Shown in place of the button when nobody is signed in.
 * @slot top-up - Shown below the note when the wallet can't pay: a link to where it can be filled, say.
 *
 * @event {BursarEnrollEvent} bursar-enroll - Pressed, and nothing has happened yet; cancelable.
 * @event {BursarEnrolledEvent} bursar-enrolled - The user is enrolled.
 * @event {BursarWaitlistEvent} bursar-waitlist - The user has begun to wait for a place, or waits no longer.
 * @event {BursarCancelEvent} bursar-cancel - The user has confirmed that they cancel, and nothing has happened yet; cancelable.
 * @event {BursarCancelledEvent} bursar-cancelled - They have cancelled, and have back what there was.
 * @event {BursarErrorEvent} bursar-error - The offering could not be loaded, or something was refused or failed.
 *
 * @csspart button - The button, and the link that it becomes.
 * @csspart label - The wording on it.
 * @csspart price - The price on it.
 * @csspart note - The line below it.
 * @csspart leave - The button that begins to leave the waitlist, or to give up the place that is kept.
 * @csspart cancel - The button that begins to cancel, where you let users do that.
 * @csspart question - What is asked before.
 * @csspart consequence - What comes back, or why nothing does.
 * @csspart destination - Where it is to go.
 * @csspart confirm - The button that confirms, be it that one cancels, leaves the waitlist or gives up a place.
 * @csspart keep - The button that leaves all as it is.
 * @csspart outcome - What came of it.
 *
 * @cssproperty --bursar-accent - The colour of the button.
 * @cssproperty --bursar-on-accent - The colour of what stands on it; black or white by default, whichever reads better.
 * @cssproperty --bursar-danger - The colour of a note that tells of trouble.
 * @cssproperty --bursar-radius - How round its corners are.
 */
export class BursarEnrollButton extends LitElement {
  static override styles = [base, button, styles];

  /** The host's own id of the offering. */
  @property() offering?: string;

  /** Which of several prices to show and pay, such as `UNIT`. By default the first that the user can pay, or the first. */
  @property() currency?: string;

  /** Where "Open" leads. The offering's own URL by default. */
  @property() href?: string;

  /** Where "Sign in to enroll" leads. */
  @property({ attribute: "sign-in-href" }) signInHref?: string;

  /** Whether users who are enrolled can cancel here, and get back what your policy gives: not a session that is over. */
  @property({ type: Boolean }) cancellable = false;

  /**
   * What the API says of the offering (`bursar.offerings.statuses`), for whoever shows many at once and keeps them fresh.
   * Without it, the button asks by itself.
   */
  @property({ attribute: false }) status?: OfferingStatus;

  @state() private outcome: Outcome = {};
  @state() private enrolling?: Enrolling | null;
  @state() private announcement = "";

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/enroll-button.ts")).messages,
  });
  readonly #leave = new Leave(this);
  readonly #own = new Watch(
    this,
    () => (this.offering && !this.status ? offeringQuery(this.offering) : null),
    this.#leave.reset,
  );
  readonly #related = new Watch(this, () => {
    const related = this.#status && relatedTo(this.#status);
    return related ? offeringQuery(related) : null;
  });
  #enrolling: Promise<Enrolling> | undefined;
  #focused = false;

  constructor() {
    super();
    new Deadline(
      this,
      () => {
        const { obstacle, waitlist, access } = this.#status ?? {};
        return { at: obstacle?.opensAt ?? waitlist?.offer?.expiresAt, asOf: access?.asOf };
      },
      () => void (this.offering && reloadOffering(this.offering)),
    );
  }

  get #state(): State<OfferingStatus> {
    return this.status ? { status: "ready", value: this.status } : this.#own.state;
  }

  get #status(): OfferingStatus | undefined {
    return this.status ?? this.#own.value;
  }

  /** Enrolls at the price that is shown, as a press does, without another `bursar-enroll` event. */
  async enroll(): Promise<void> {
    const { offering } = this;
    const status = this.#status;
    if (!offering || !status || this.#view().state !== "ready") return;
    this.announcement = "";
    this.outcome = { busy: true };
    const outcome: Outcome = await this.#load().then(
      (enrolling) => enrolling.enroll(offering, priceOf(status, this.currency)),
      (error: unknown) => ({ error }),
    );
    if (offering !== this.offering) return;
    this.outcome = outcome;
    const { enrollment, error } = outcome;
    this.dispatchEvent(enrollment ? new BursarEnrolledEvent(enrollment) : new BursarErrorEvent(error));
    this.#announce();
  }

  /** When it does not come, the next press asks for it again. */
  #load(): Promise<Enrolling> {
    this.#enrolling ??= import("./enrolling.ts").then(({ Enrolling }) => {
      this.enrolling = new Enrolling(this, (words) => this.#announce(words));
      return this.enrolling;
    });
    this.#enrolling.catch(() => {
      this.#enrolling = undefined;
      this.enrolling = null;
    });
    return this.#enrolling;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("offering") || this.#state.status !== "ready" || this.#status?.obstacle) this.outcome = {};
    if (changed.has("offering")) this.#leave.reset();
    this.#focused = this.shadowRoot?.activeElement?.matches(".button") ?? false;
  }

  protected override render() {
    const shown = this.#view();
    const { state, note, isBad } = shown;
    return html`
      <div class="base" data-state=${state}>
        ${state === "signed-out" ? html`<slot name="signed-out">${this.#control(shown)}</slot>` : this.#control(shown)}
        <div class="note ${isBad ? "bad" : "muted"}" part="note" id="note">
          ${note && state === "enrolled" ? check : nothing} ${note}
          ${state === "short" ? html`<slot name="top-up"></slot>` : nothing}
        </div>
        ${this.#status && this.enrolling?.leaving(this.#status)}
        ${this.cancellable && this.#status ? this.#leave.offering(this.#status, this.#text.messages ?? messages) : nothing}
        <span id="title" hidden>${this.#status?.offering.title}</span>
        <span class="spoken" role="status">${this.announcement}</span>
      </div>
    `;
  }

  #control({ state, label, price, href, look = looks[state] }: View) {
    const content = html`
      <span part="label">${this.#label(state, label, href)}</span>
      ${price ? html`<span class="price money" part="price">${price}</span>` : nothing}
      ${state === "busy" ? html`<span class="spinner"></span>` : nothing}
      ${state === "failed" ? retry : state === "enrolled" ? (href ? arrow : check) : nothing}
    `;
    if (href) {
      return html`<a class="button outline ${look ?? ""}" part="button" href=${href} aria-describedby="title note">${content}</a>`;
    }
    // Not `disabled`: that takes it out of the tab order, and the reason with it.
    return html`<button
      class="button ${look ?? "wash"}"
      part="button"
      type="button"
      aria-describedby="title note"
      aria-disabled=${state !== "ready" && state !== "failed" && state !== "full"}
      aria-busy=${state === "loading" || state === "busy"}
      @click=${this.#press}
    >${content}</button>`;
  }

  #label(state: View["state"], label: string, href: View["href"]) {
    if (state === "enrolled" && href) return html`<slot name="open">${label}</slot>`;
    if (label !== this.#text.messages?.enroll) return label;
    // Paragraph filters and pretty-printing leave white space, and a slot takes that for wording.
    const worded = [...this.childNodes].some(isWording);
    return html`<slot ?hidden=${!worded} @slotchange=${() => this.requestUpdate()}></slot>${worded ? nothing : label}`;
  }

  #view(): View {
    const { currency, href, signInHref, outcome, enrolling } = this;
    const { messages: text, language } = this.#text;
    if (!text) return { state: "loading", label: messages.loading };
    const related = this.#related.value?.offering.title;
    return view({ state: this.#state, outcome, enrolling, text, language, currency, href, signInHref, related });
  }

  #press(): void {
    const { state } = this.#view();
    const status = this.#status;
    if (state === "failed") this.#own.retry();
    if (state === "short" || state === "unavailable" || state === "waiting") this.#announce();
    if (state === "full") this.enrolling?.join();
    if (state !== "ready" || !status) return;
    if (this.dispatchEvent(new BursarEnrollEvent(status.offering.id, priceOf(status, this.currency))))
      void this.enroll();
  }

  /** Says the note to who can't see it, or something else, and again if it was said before. */
  async #announce(words?: string): Promise<void> {
    this.announcement = "";
    await this.updateComplete;
    const { note, label } = this.#view();
    this.announcement = words ?? (note || label);
  }

  protected override updated(): void {
    const isAsked = this.#enrolling || this.enrolling === null;
    if (!isAsked && this.#status?.access.allowed === false) void untilItComes("enrolling", () => this.#load());
    // Enrolling turns the button into a link. Whoever stood on the one stands on the other.
    if (this.#focused && !this.shadowRoot?.activeElement) this.focus();
  }

  /** Puts the focus on the button, or on the link that it becomes. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".button")?.focus(options);
  }
}

function isWording(node: Node): boolean {
  const isSlotted = node instanceof Element ? !node.slot : node instanceof Text;
  return isSlotted && /\S/.test(node.textContent ?? "");
}
