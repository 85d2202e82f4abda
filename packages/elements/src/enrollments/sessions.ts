import type { Attendance, EnrollmentWithPayment, Offering } from "@bursar/sdk";
import { html, type LitElement, nothing, type ReactiveController } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import { changeTrouble } from "../internal/change-trouble.ts";
import { field } from "../internal/field.styles.ts";
import { input } from "../internal/input.styles.ts";
import { addStyles } from "../internal/late-styles.ts";
import { Localization } from "../internal/localization.ts";
import { textField } from "../internal/text-field.ts";
import { Watch } from "../internal/watch.ts";
import { messages, type SessionsMessages } from "../locales/en/sessions.ts";
import { confirmDelivery, disputeDelivery, myAttendanceQuery } from "../session/delivery.ts";
import { sessions } from "./sessions.styles.ts";

/** What somebody says of a session that they paid for. */
interface Answer {
  enrollment: string;
  /** Why it was not delivered, while they write it. */
  reason?: string;
  isTried?: boolean;
  busy?: boolean;
  error?: unknown;
}

// What the API takes at most.
const reasonMax = 500;

/** What there is to say of live sessions besides their time, and to answer after them. */
export class Sessions implements ReactiveController {
  readonly #host: LitElement;
  readonly #words: Localization<SessionsMessages>;
  readonly #attendance: Watch<Map<string, Attendance>>;
  #answer: Answer | undefined;
  /** What is said of an answer, when it has been taken. */
  told = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When what is shown becomes something else: a session begins or ends. */
  #next = Number.POSITIVE_INFINITY;

  constructor(host: LitElement) {
    this.#host = host;
    addStyles(host, field, input, sessions);
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/sessions.ts")).messages,
    });
    this.#attendance = new Watch(
      host,
      () => myAttendanceQuery,
      () => {
        this.#answer = undefined;
        this.told = "";
      },
    );
    host.addController(this);
  }

  hostUpdate(): void {
    this.#next = Number.POSITIVE_INFINITY;
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    // Timers count in 31 bits; who waits longer is asked again when something else changes.
    const pauseMs = this.#next - Date.now();
    if (pauseMs < 2 ** 31) this.#timer = setTimeout(() => this.#host.requestUpdate(), pauseMs);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** What stands beside its time. */
  status(
    { offering, payment }: EnrollmentWithPayment,
    { startsAt, endsAt, cancelledAt }: Offering,
  ): string | undefined {
    const { messages: text, language } = this.#words;
    if (!text) return;
    if (cancelledAt) {
      if (payment?.status === "held") return text.comesBack;
      return payment?.refunded ? text.cameBack : text.cancelled;
    }
    const [start, end] = [startsAt, endsAt].map((instant) => Date.parse(instant ?? ""));
    const now = Date.now();
    for (const instant of [start, end]) if (instant && instant > now) this.#next = Math.min(this.#next, instant);
    if (start && end && start <= now && now < end) return text.live;
    const { status, undecided, minutes } = this.#attendance.value?.get(offering) ?? {};
    if (status === "attended") {
      const format = new Intl.NumberFormat(language, { style: "unit", unit: "minute", unitDisplay: "long" });
      return text.attended(format.format(minutes ?? 0));
    }
    if (status === "missed") return text.missed;
    if (undecided === "host_absent") return text.hostAbsent;
    return undecided === "not_measured" ? text.notMeasured : undefined;
  }

  /** Whether the API says that it is over, which counts whatever this clock shows; undefined while that is not known. */
  isOver(offering: string): boolean | undefined {
    const attended = this.#attendance.value?.get(offering);
    return attended && attended.undecided !== "not_over";
  }

  /** Asks whether it was delivered, while what was paid for it waits. */
  delivery(enrollment: EnrollmentWithPayment, title: string) {
    const { messages: text } = this.#words;
    if (!text) return nothing;
    const { id, payment } = enrollment;
    if (payment?.disputed) return html`<span class="detail">${text.disputed}</span>`;
    const answer = this.#answer?.enrollment === id ? this.#answer : { enrollment: id };
    const { reason, busy, error } = answer;
    const content =
      reason === undefined ? this.#question(enrollment, answer, text) : this.#form(enrollment, answer, reason, text);
    return html`<div class="delivery" role="group" aria-label=${text.about(title)} aria-busy=${Boolean(busy)}>
      ${content}${error ? html`<span class="bad" role="alert">${changeTrouble(error, text)}</span>` : nothing}
    </div>`;
  }

  #question(enrollment: EnrollmentWithPayment, answer: Answer, text: SessionsMessages) {
    return html`<span class="detail">${text.question}</span>
      <button class="button outline" part="confirm" type="button" aria-disabled=${Boolean(answer.busy)}
        @click=${() => void this.#send(answer, () => confirmDelivery(enrollment), text.confirmed)}>${text.confirm}</button>
      <button class="button quiet" part="report" type="button" aria-disabled=${Boolean(answer.busy)}
        @click=${() => answer.busy || this.#write(enrollment.id)}>${text.report}</button>`;
  }

  #form(enrollment: EnrollmentWithPayment, answer: Answer, reason: string, text: SessionsMessages) {
    const typed = reason.trim();
    const send = () => {
      if (typed) void this.#send(answer, () => disputeDelivery(enrollment, typed), text.disputed);
      else this.#change({ ...answer, isTried: true }, "#reason");
    };
    return html`${textField({
      id: "reason",
      label: text.reason,
      value: reason,
      lengthMax: reasonMax,
      flaw: answer.isTried && !typed ? text.reasonMissing : undefined,
      onInput: (reason) => answer.busy || this.#change({ ...answer, reason }),
    })}
      <button class="button accent" part="send" type="button" aria-disabled=${Boolean(answer.busy)} @click=${send}>${text.send}</button>
      <button class="button outline" part="back" type="button" aria-disabled=${Boolean(answer.busy)}
        @click=${() => answer.busy || this.#change(undefined, `#delivery-${enrollment.id} [part=report]`)}>${text.back}</button>`;
  }

  #write(enrollment: string): void {
    this.#change({ enrollment, reason: "" }, "#reason");
  }

  async #send(answer: Answer, send: () => Promise<void>, told: string): Promise<void> {
    if (answer.busy) return;
    const sent = { ...answer, busy: true, error: undefined };
    this.told = "";
    this.#change(sent);
    try {
      await send();
      if (this.#answer !== sent) return;
      this.told = told;
      // What was pressed is gone. Whoever stood on it stays with what it was about, or with where that is now.
      this.#change(undefined, `#delivery-${answer.enrollment}, .summary`);
    } catch (error) {
      if (this.#answer === sent) this.#change({ ...answer, error });
      this.#host.dispatchEvent(new BursarErrorEvent(error));
    }
  }

  #change(answer: Answer | undefined, focus?: string): void {
    this.#answer = answer;
    this.#host.requestUpdate();
    if (focus)
      void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLElement>(focus)?.focus());
  }
}
