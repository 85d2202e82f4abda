import type { OfferingStatus } from "@bursar/sdk";
import { html, type LitElement, nothing } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import type { CommonMessages } from "../locales/en/common.ts";
import type { Cancelling } from "./cancelling.ts";
import type { Subject } from "./question.ts";
import { loadTrouble } from "./trouble.ts";

/** Lets a user end an enrollment. What asks them first, and what acts, comes when they want to. */
export class Leave {
  readonly #host: LitElement;
  #cancelling: Cancelling | undefined;
  /** Whose code has not come. */
  #failed: string | undefined;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** Somebody else is shown something else now. */
  readonly reset = (): void => this.#cancelling?.reset();

  /** What begins it. */
  button(subject: Subject, label: string, name = label) {
    const { enrollment } = subject;
    return html`<button
      class="button quiet"
      part="cancel"
      type="button"
      id="cancel-${enrollment}"
      aria-label=${name}
      aria-expanded=${Boolean(this.#cancelling?.isAbout(enrollment))}
      @click=${() => this.#open(subject)}
    >${label}</button>`;
  }

  /** All of it for one offering. */
  offering(
    { offering: { id: offering, title, kind, endsAt, cancelledAt }, access, enrollment }: OfferingStatus,
    text: CommonMessages & { cancel: string },
  ) {
    // Nothing comes back for a session that took place, by the API's clock; for one that does not, all does by itself.
    const isDone = cancelledAt || (kind === "session" && Date.parse(endsAt ?? "") <= Date.parse(access.asOf));
    // Just after enrolling only the access tells of it.
    const id = access.allowed && !isDone && (enrollment?.id ?? (access.through ? null : access.enrollment));
    const subject = { enrollment: id || "", offering, title };
    return html`${id ? [this.button(subject, text.cancel), this.question(id, text)] : nothing}${this.outcome()}`;
  }

  /** What asks, below what it is about. */
  question(enrollment: string, text: CommonMessages) {
    if (this.#failed === enrollment) return html`<span class="bad asked" role="alert">${loadTrouble(text)}</span>`;
    return this.#cancelling?.isAbout(enrollment) ? this.#cancelling.render() : nothing;
  }

  /** What came of it; there before it says anything, so that it is heard. */
  outcome() {
    return html`<div class="outcome" part="outcome" role="status" tabindex="-1">${this.#cancelling?.outcome ?? nothing}</div>`;
  }

  async #open(subject: Subject): Promise<void> {
    this.#failed = undefined;
    try {
      const { Cancelling } = await import("./cancelling.ts");
      this.#cancelling ??= new Cancelling(this.#host);
      this.#cancelling.open(subject);
    } catch (error) {
      this.#failed = subject.enrollment;
      this.#host.dispatchEvent(new BursarErrorEvent(error));
    }
    this.#host.requestUpdate();
  }
}
