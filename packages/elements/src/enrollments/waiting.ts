import type { Offering, WaitlistEntry } from "@bursar/sdk";
import { html, type LitElement, nothing } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import { BursarWaitlistEvent } from "../events/waitlist.ts";
import { changeTrouble } from "../internal/change-trouble.ts";
import { arrow } from "../internal/icons.ts";
import { addStyles } from "../internal/late-styles.ts";
import { Localization } from "../internal/localization.ts";
import { plural } from "../internal/plural.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { formatUntil } from "../internal/until.ts";
import { Watch } from "../internal/watch.ts";
import type { EnrollmentsMessages } from "../locales/en/enrollments.ts";
import { type LineMessages, messages } from "../locales/en/line.ts";
import { type MyWaitlist, myWaitlistQuery } from "../session/my-waitlist.ts";
import { leaveWaitlist } from "../session/waitlist.ts";
import { waiting } from "./waiting.styles.ts";

type Host = LitElement & { kind?: Offering["kind"]; headingLevel: number };

/** Somebody who wants to leave a line, and what came of it. */
interface Departure {
  offering: string;
  busy?: boolean;
  error?: unknown;
}

/** What the user waits for, below what they have. */
export class Waiting {
  readonly #host: Host;
  readonly #words: Localization<LineMessages>;
  readonly #mine: Watch<MyWaitlist>;
  #departure: Departure | undefined;
  #told = "";

  constructor(host: Host) {
    this.#host = host;
    addStyles(host, waiting);
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/line.ts")).messages,
    });
    this.#mine = new Watch(
      host,
      () => myWaitlistQuery,
      () => {
        this.#departure = undefined;
        this.#told = "";
      },
    );
  }

  render(own: EnrollmentsMessages) {
    const { messages: text } = this.#words;
    const { value } = this.#mine;
    if (!text || !value) return nothing;
    const { kind } = this.#host;
    const shown = value.entries.filter(({ offering }) => !kind || value.offerings.get(offering)?.kind === kind);
    // There before it says anything, so that it is heard. What is asked can be seen where one answers.
    return html`<div class="waiting">
      <div class=${this.#departure ? "spoken" : "told"} part="outcome" id="told" role="status" tabindex="-1">${this.#told}</div>
      ${
        shown.length
          ? html`<strong class="heading" id="waiting">${text.title}</strong>
            <ul class="list" part="list" role="list" aria-labelledby="waiting">${shown.map((entry) => this.#row(entry, value, text, own))}</ul>`
          : nothing
      }
    </div>`;
  }

  #row(entry: WaitlistEntry, { offerings }: MyWaitlist, text: LineMessages, own: EnrollmentsMessages) {
    const { offering: id, offer, position } = entry;
    const { title = id, url = null } = offerings.get(id) ?? {};
    const { language } = this.#words;
    const href = safeUrl(url);
    const { busy, error } = this.#departure?.offering === id ? this.#departure : {};
    return html`<li class="item" part="waiting">
      <span class="what">
        <span class="title" part="title" role="heading" aria-level=${this.#host.headingLevel}><bdi>${title}</bdi></span>
        <span class="detail" part="detail">${
          offer
            ? text.kept(formatUntil(offer.expiresAt, new Date().toISOString(), language))
            : plural(text.position, position ?? 1, language)
        }</span>
      </span>
      <span class="acts">
        ${
          href
            ? html`<a class="button outline open" part="open" href=${href} aria-label=${own.openTitle(title)}>${own.open} ${arrow}</a>`
            : nothing
        }
        ${this.#acts(entry, title, Boolean(busy), text, own)}
      </span>
      ${error ? html`<span class="bad" role="alert">${changeTrouble(error, text)}</span>` : nothing}
    </li>`;
  }

  /** The first one stays where it is, and is never the one that does it. */
  #acts(
    { offering, offer }: WaitlistEntry,
    title: string,
    busy: boolean,
    text: LineMessages,
    own: EnrollmentsMessages,
  ) {
    const isAsked = this.#departure?.offering === offering && !this.#departure.error;
    return html`<button class="button quiet" part=${isAsked ? "keep" : "leave"} type="button" aria-disabled=${busy}
        aria-label=${isAsked ? text.stay : own.leaveTitle(title)}
        @click=${() => busy || this.#ask(isAsked ? undefined : { offering }, offer ? text.giveUpQuestion : text.question)}>${isAsked ? text.stay : own.leave}</button>
      ${
        isAsked
          ? html`<button class="button quiet" part="confirm" type="button" aria-disabled=${busy}
              @click=${() => busy || void this.#leave(offering, title, text)}>${offer ? text.giveUpConfirm : text.confirm}</button>`
          : nothing
      }`;
  }

  #ask(departure: Departure | undefined, question: string): void {
    this.#told = departure ? question : "";
    this.#change(departure);
  }

  async #leave(offering: string, title: string, text: LineMessages): Promise<void> {
    const departure = { offering, busy: true };
    this.#told = "";
    this.#change(departure);
    try {
      const entry = await leaveWaitlist(offering);
      // Nobody is told of what was done by whoever used the page before.
      if (this.#departure !== departure) return;
      this.#host.dispatchEvent(new BursarWaitlistEvent(entry));
      this.#told = text.leftTitle(title);
      this.#change(undefined);
      // What was pressed is gone.
      await this.#host.updateComplete;
      this.#host.renderRoot.querySelector<HTMLElement>("#told")?.focus();
    } catch (error) {
      this.#host.dispatchEvent(new BursarErrorEvent(error));
      if (this.#departure === departure) this.#change({ offering, error });
    }
  }

  #change(departure: Departure | undefined): void {
    this.#departure = departure;
    this.#host.requestUpdate();
  }
}
