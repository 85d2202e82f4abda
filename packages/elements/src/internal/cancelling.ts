import { type Cancellation, type CancelledEnrollment, isBursarError } from "@bursar/sdk";
import { html, type LitElement, nothing } from "lit";
import { BursarCancelEvent } from "../events/cancel.ts";
import { BursarCancelledEvent } from "../events/cancelled.ts";
import { BursarErrorEvent } from "../events/error.ts";
import { type CancellingMessages, messages } from "../locales/en/cancelling.ts";
import { cancel, readCancellation, reloadEnrollment, type Terms } from "../session/cancelling.ts";
import { cancelling } from "./cancelling.styles.ts";
import { check } from "./icons.ts";
import { addStyles } from "./late-styles.ts";
import { Localization } from "./localization.ts";
import { formatMoney } from "./money.ts";
import { type Question, questionView, type Subject } from "./question.ts";

/** Asks whoever cancels, says first what comes of it, and does it. */
export class Cancelling {
  readonly #host: LitElement;
  readonly #words: Localization<CancellingMessages>;
  #question: Question | undefined;
  outcome: unknown;

  constructor(host: LitElement) {
    this.#host = host;
    addStyles(host, cancelling);
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/cancelling.ts")).messages,
    });
  }

  isAbout(enrollment: string): boolean {
    return this.#question?.subject.enrollment === enrollment;
  }

  reset(): void {
    this.#question = undefined;
    this.outcome = undefined;
  }

  open(subject: Subject): void {
    if (this.#question?.busy) return;
    if (this.isAbout(subject.enrollment)) this.#close();
    else void this.#ask({ subject });
  }

  async #ask(question: Question): Promise<void> {
    this.outcome = undefined;
    this.#show(question);
    void this.#focus("[part=question]");
    try {
      const terms = await readCancellation(question.subject.enrollment);
      if (this.#question === question) this.#show({ ...question, terms });
    } catch (error) {
      this.#host.dispatchEvent(new BursarErrorEvent(error));
      if (this.#question !== question) return;
      if (isGone(error)) this.#finish(question, null);
      else this.#show({ ...question, error });
    }
  }

  async #act(question: Question, terms: Cancellation): Promise<void> {
    const { subject, busy, destination = terms.destinations[0] } = question;
    if (busy) return;
    if (terms.obstacle && !question.isWaived) return this.#show({ ...question, isWaived: true });
    const { enrollment, offering } = subject;
    const how: Terms = terms.obstacle
      ? { waiveRefund: true }
      : { expectedRefund: terms.refund?.amount ?? 0, destination };
    if (!this.#host.dispatchEvent(new BursarCancelEvent(enrollment, offering, terms.refund))) return this.#close();
    const asked = { ...question, busy: true, isChanged: false, error: undefined };
    this.#show(asked);
    try {
      const cancelled = await cancel(enrollment, how);
      // Nobody is told of what was done by whoever used the page before.
      if (this.#question !== asked) return;
      this.#host.dispatchEvent(new BursarCancelledEvent(cancelled));
      this.#finish(question, cancelled);
    } catch (error) {
      this.#host.dispatchEvent(new BursarErrorEvent(error));
      if (this.#question !== asked) return;
      if (isGone(error)) this.#finish(question, null);
      else if (isBursarError(error) && error.code in changes) void this.#ask({ subject, isChanged: true });
      else this.#show({ ...question, error });
    }
  }

  #finish({ subject }: Question, cancelled: CancelledEnrollment | null): void {
    const { messages: text, language } = this.#words;
    const refund = cancelled?.refund;
    this.#question = undefined;
    if (!cancelled) void reloadEnrollment(subject.enrollment, subject.offering);
    this.outcome =
      text &&
      html`${check} ${text.done(subject.title)}${refund ? html`. ${text.isBack(formatMoney(refund, language))}` : nothing}`;
    void this.#focus("[part=outcome]");
  }

  #close(): void {
    const { enrollment } = this.#question?.subject ?? {};
    this.#question = undefined;
    void this.#focus(`#cancel-${enrollment}`);
  }

  #show(question: Question): void {
    this.#question = question;
    this.#host.requestUpdate();
  }

  async #focus(selector: string): Promise<void> {
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  render() {
    const { messages: text, language } = this.#words;
    const question = this.#question;
    if (!question || !text) return nothing;
    return questionView(question, {
      text,
      language,
      choose: (destination) => this.#show({ ...question, destination }),
      confirm: (terms) => void this.#act(question, terms),
      again: () => void this.#ask({ subject: question.subject }),
      close: () => question.busy || this.#close(),
    });
  }
}

/** What is refused because it is no longer as it was shown. */
const changes: Record<string, true> = {
  "refund.changed": true,
  "refund.window_closed": true,
  "refund.nothing_left": true,
  "refund.destination_unavailable": true,
  "enrollment.attended": true,
  "enrollment.completed": true,
  "hold.disputed": true,
};

const isGone = (error: unknown): boolean =>
  isBursarError(error) && ["enrollment.ended", "enrollment.not_found"].includes(error.code);
