import { isBursarError } from "@bursar/sdk";
import { html, LitElement, nothing, svg } from "lit";
import { property } from "lit/decorators.js";
import { BursarGateOpenEvent } from "../events/gate-open.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { formatDay } from "../internal/dates.ts";
import { Deadline } from "../internal/deadline.ts";
import { icon, retry } from "../internal/icons.ts";
import { Localization } from "../internal/localization.ts";
import { loadTrouble } from "../internal/trouble.ts";
import { Watch } from "../internal/watch.ts";
import { type EnrollmentGateMessages, messages } from "../locales/en/enrollment-gate.ts";
import { offeringQuery, reloadOffering } from "../session/enrollments.ts";
import { styles } from "./enrollment-gate.styles.ts";

const lock = icon(svg`<path d="M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>`);

/**
 * **It only presents, and never protects**: what is inside is in the page, for everybody who opens its source. What must
 * stay secret is sent by your server, after `bursar.access.check` said yes; load it when `bursar-gate-open` tells you to.
 *
 * Shows what is inside to who may enter, and a card with an enroll button to everybody else. It opens the moment the user
 * is enrolled, in this tab or elsewhere, and closes when access ends.
 *
 * @summary Content for who is enrolled.
 * @tag bursar-enrollment-gate
 *
 * @slot - What opens. Put a line into it that stands there until you have loaded the rest: an empty gate warns in the
 *   console, because editors that wrap paragraphs close the tag too early.
 * @slot locked - Shown in place of the card.
 *
 * @event {BursarGateOpenEvent} bursar-gate-open - The gate has opened; load what belongs inside.
 * @event {BursarEnrollEvent} bursar-enroll - Pressed on the card, and nothing has happened yet; cancelable.
 * @event {BursarEnrolledEvent} bursar-enrolled - The user is enrolled.
 * @event {BursarWaitlistEvent} bursar-waitlist - The user has begun to wait for a place of what is full, or waits no longer.
 * @event {BursarErrorEvent} bursar-error - Whether the user may enter could not be found out, or an enrollment was refused
 *   or failed.
 *
 * @csspart content - What is around the content.
 * @csspart card - The card that stands in for it.
 * @csspart title - The offering's title on the card.
 * @csspart why - Why it is locked.
 * @csspart retry - The button that loads again after an error.
 * @csspart skeleton - What stands in while it is loading.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 * @cssproperty --bursar-on-accent - The colour of what stands on it.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarEnrollmentGate extends LitElement {
  static override styles = [base, button, styles];

  /** The host's own id of the offering. */
  @property() offering?: string;

  /**
   * Which of several prices the enroll button shows and charges, such as `UNIT`. By default the first that the user can
   * pay, or the first.
   */
  @property() currency?: string;

  /** Where "Sign in to enroll" leads. */
  @property({ attribute: "sign-in-href" }) signInHref?: string;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/enrollment-gate.ts")).messages,
  });
  readonly #status = new Watch(this, () => (this.offering ? offeringQuery(this.offering) : null));
  readonly #end = new Deadline(
    this,
    () => {
      const { allowed, expiresAt, asOf } = this.#status.value?.access ?? {};
      return { at: allowed ? expiresAt : null, asOf };
    },
    () => {
      this.requestUpdate();
      if (this.offering) void reloadOffering(this.offering);
    },
  );
  /** The offering for which it is open, and for which it was locked before somebody's eyes. */
  #opened: string | undefined;
  #locked: string | undefined;
  #stoodInside = false;
  #announcement = "";

  get #isOpen(): boolean {
    return (this.#status.value?.access.allowed ?? false) && !this.#end.isOver;
  }

  protected override willUpdate(): void {
    this.#stoodInside = this.matches(":focus-within");
    const hasOpened = this.#isOpen && this.#locked === this.offering;
    this.#announcement = hasOpened ? (this.#text.messages?.opened ?? "") : "";
  }

  protected override render() {
    const isOpen = this.#isOpen;
    // The card stays in the page when the gate opens: its button has yet to tell of the enrollment.
    const card = !isOpen || this.#locked === this.offering;
    return html`
      <div class="content" part="content" tabindex="-1" ?hidden=${!isOpen}>${isOpen ? html`<slot></slot>` : nothing}</div>
      <div ?hidden=${isOpen}>${card ? html`<slot name="locked"><div class="base">${this.#card()}</div></slot>` : nothing}</div>
      <div class="base"><span class="spoken" role="status">${this.#announcement}</span></div>
    `;
  }

  #card() {
    const text = this.#text.messages;
    const { state } = this.#status;
    if (!text || state.status === "loading") return skeleton(text?.loading);
    const status = this.#status.value;
    const isUnknown = state.status === "error" && !isBursarError(state.error, "offering.not_found");
    return html`<div class="card" part="card">
      <span class="mark">${lock}</span>
      <span class="words">
        <span class="title" part="title">${status?.offering.title ?? text.locked}</span>
        <span class="why ${isUnknown ? "bad" : ""}" part="why">${isUnknown ? loadTrouble(text) : this.#why(text)}</span>
      </span>
      <span class="offer">${isUnknown ? this.#retry(text) : this.#offer()}</span>
    </div>`;
  }

  #why(text: EnrollmentGateMessages): string {
    const { state } = this.#status;
    if (state.status === "signed-out") return text.signedOut;
    if (state.status !== "ready") return text.unknownOffering;
    const { allowed, reason, expiresAt } = state.value.access;
    if (allowed) return text.over;
    if (reason === "expired" && expiresAt) return text.expired(formatDay(expiresAt, this.#text.language));
    return reason === "not_started" ? text.notStarted : text.notEnrolled;
  }

  #offer() {
    return html`<bursar-enroll-button
      offering=${this.offering ?? nothing}
      currency=${this.currency ?? nothing}
      sign-in-href=${this.signInHref ?? nothing}
    ></bursar-enroll-button>`;
  }

  #retry(text: EnrollmentGateMessages) {
    return html`<button class="button outline" part="retry" type="button" @click=${() => this.#status.retry()}>
      ${text.retry} ${retry}
    </button>`;
  }

  protected override firstUpdated(): void {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => this.#warnIfEmpty());
    else this.#warnIfEmpty();
  }

  #warnIfEmpty(): void {
    if ([...this.childNodes].some(isContent)) return;
    console.warn(
      `<bursar-enrollment-gate offering="${this.offering}"> is empty: paragraph filters close it before its content. Put a placeholder into it if you load the content later.`,
    );
  }

  protected override updated(): void {
    const { offering } = this;
    if (!this.#isOpen) {
      this.#opened = undefined;
      if (this.#status.state.status === "loading") return;
      this.#locked = offering;
      // Its code comes only for those who stand before the gate.
      void import("../enroll-button/define.ts");
      return;
    }
    if (this.#opened === offering || offering === undefined) return;
    this.#opened = offering;
    this.dispatchEvent(new BursarGateOpenEvent(offering));
    // Whoever pressed the button, which is gone, reads on inside.
    if (this.#stoodInside && this.#locked === offering)
      this.renderRoot.querySelector<HTMLElement>(".content")?.focus({ preventScroll: true });
  }
}

function isContent(node: Node): boolean {
  return node instanceof Element ? !node.slot : node instanceof Text && Boolean(node.data.trim());
}

const skeleton = (loading = "") => html`<div class="card" part="card skeleton">
  <span class="mark skeleton"></span>
  <span class="words"><span class="skeleton bar"></span><span class="skeleton bar short"></span></span>
  <span class="offer"><span class="skeleton place"></span></span>
  <span class="spoken">${loading}</span>
</div>`;
