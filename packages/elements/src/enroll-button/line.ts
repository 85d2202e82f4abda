import { isBursarError, type OfferingStatus, type WaitlistEntry } from "@bursar/sdk";
import { html, type LitElement, nothing, type ReactiveController } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import { BursarWaitlistEvent } from "../events/waitlist.ts";
import { changeTrouble } from "../internal/change-trouble.ts";
import { Deadline } from "../internal/deadline.ts";
import { addStyles } from "../internal/late-styles.ts";
import { Localization } from "../internal/localization.ts";
import { plural } from "../internal/plural.ts";
import { formatUntil } from "../internal/until.ts";
import { type LineMessages, messages } from "../locales/en/line.ts";
import { reloadOffering } from "../session/enrollments.ts";
import { pageSession } from "../session/session.ts";
import { joinWaitlist, leaveWaitlist } from "../session/waitlist.ts";
import { line } from "./line.styles.ts";
import type { View } from "./shown.ts";

/** What a user does about the line of an offering, and what came of it. */
interface Attempt {
  busy?: "joining" | "leaving";
  /** Asked whether they are sure: whoever comes back begins at the end. */
  isAsked?: boolean;
  ended?: "left" | "passed";
  error?: unknown;
}

/** Which offering it is about, and whom the page serves. */
interface About {
  offering: string | undefined;
  audience: number;
}

// Nobody is told of those before them who leave: the event is theirs. An offer comes at once.
const positionSeconds = 60;

/** Lets a user wait for a place of a full offering, and shows where they stand. */
export class Line implements ReactiveController {
  readonly #host: LitElement & { offering?: string };
  readonly #announce: (words?: string) => void;
  readonly #words: Localization<LineMessages>;
  /** What is shown. */
  #status: OfferingStatus | undefined;
  /** Where they stood when it was told last. */
  #standing: (About & Pick<OfferingStatus, "waitlist">) | undefined;
  #attempt: (About & Attempt) | undefined;

  constructor(host: LitElement & { offering?: string }, announce: (words?: string) => void) {
    this.#host = host;
    this.#announce = announce;
    addStyles(host, line);
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/line.ts")).messages,
    });
    new Deadline(
      host,
      () => this.#nextLook,
      () => this.#look(),
    );
    host.addController(this);
  }

  hostUpdate(): void {
    this.#status = undefined;
  }

  /** Tells who can't see it of what has changed, be it by itself. */
  hostUpdated(): void {
    const [status, before] = [this.#status, this.#standing];
    if (this.#now.busy) return;
    this.#standing = status && !status.access.allowed ? { ...this.#about, waitlist: status.waitlist } : undefined;
    // Whoever is in has done with the line.
    if (status?.access.allowed) this.#attempt = undefined;
    if (!before || !this.#standing || !this.#isNow(before)) return;
    const [was, is] = [before.waitlist, this.#standing.waitlist];
    if (was?.status === is?.status && was?.position === is?.position) return;
    const isOver = was?.offer && !is && Date.parse(was.offer.expiresAt) <= Date.parse(status?.access.asOf ?? "");
    // What failed was about how it was before.
    void this.#tell(isOver ? { ended: "passed" } : this.#now.error ? {} : null);
  }

  async #tell(attempt: Attempt | null): Promise<void> {
    await this.#host.updateComplete;
    if (attempt) this.#change(attempt);
    this.#announce();
  }

  /** What there is to see of a full offering; undefined until it can be told. */
  view({ waitlist }: OfferingStatus): Partial<View> | undefined {
    const { messages: text, language } = this.#words;
    if (!text) return;
    const { busy, ended, error } = this.#now;
    if (busy === "joining") return { state: "busy", look: "outline", label: text.join, note: `${text.joining}…` };
    const trouble = troubleOf(error, text);
    const told = { ...(trouble && { note: trouble }), isBad: Boolean(trouble) };
    if (waitlist?.status === "waiting")
      return {
        state: "waiting",
        look: "tonal",
        label: plural(text.position, waitlist.position ?? 1, language),
        ...told,
      };
    return { state: "full", look: "outline", label: text.join, note: ended ? text[ended] : text.full, ...told };
  }

  /** That a place is kept for the user, that they need not wait for one, or that they no longer have the one they had. */
  kept({ waitlist, access }: OfferingStatus): string | undefined {
    const { messages: text, language } = this.#words;
    const { ended, error } = this.#now;
    if (!text) return;
    if (waitlist?.offer)
      return troubleOf(error, text) ?? text.kept(formatUntil(waitlist.offer.expiresAt, access.asOf, language));
    if (isBursarError(error, "waitlist.not_full")) return text.free;
    return ended === "left" ? text.left : undefined;
  }

  /** What lets whoever waits leave, or give up the place that is kept for them. The first button stays where it is, and is never the one that does it. */
  leaving(status: OfferingStatus) {
    this.#status = status;
    const { waitlist, access, obstacle } = status;
    const { messages: text } = this.#words;
    const offer = waitlist?.offer;
    const isWaiting = waitlist?.status === "waiting" && obstacle?.code === "offering.full";
    if (!text || access.allowed || !(isWaiting || offer)) return nothing;
    const { busy, isAsked, error } = this.#now;
    const isBusy = Boolean(busy);
    return html`<div class="leaving ${error || offer ? "" : "instead"}">
      <button class="button quiet" part=${isAsked ? "keep" : "leave"} type="button" aria-disabled=${isBusy}
        @click=${() => this.#ask(offer ? text.giveUpQuestion : text.question)}>${isAsked ? text.stay : offer ? text.giveUp : text.leave}</button>
      ${
        isAsked
          ? html`<button class="button quiet" part="confirm" type="button" aria-disabled=${isBusy}
              @click=${() => void this.#act("leaving", leaveWaitlist)}>${offer ? text.giveUpConfirm : text.confirm}</button>`
          : nothing
      }
    </div>`;
  }

  join(): Promise<void> {
    return this.#act("joining", joinWaitlist);
  }

  #ask(question: string): void {
    const { busy, isAsked } = this.#now;
    if (busy) return;
    this.#change({ isAsked: !isAsked });
    this.#announce(isAsked ? undefined : question);
  }

  async #act(busy: "joining" | "leaving", act: (offering: string) => Promise<WaitlistEntry>): Promise<void> {
    const { offering } = this.#host;
    if (!offering || this.#now.busy) return;
    const { isAsked = false } = this.#now;
    const attempt = this.#change({ busy, isAsked });
    // What happens must not go untold.
    await this.#words.loaded;
    try {
      const entry = await act(offering);
      // Nobody is told of what was done by whoever used the page before.
      if (this.#now !== attempt) return;
      this.#host.dispatchEvent(new BursarWaitlistEvent(entry));
      this.#change(busy === "leaving" ? { ended: "left" } : {});
    } catch (error) {
      this.#host.dispatchEvent(new BursarErrorEvent(error));
      if (this.#now !== attempt) return;
      this.#change({ error });
      this.#announce();
    }
  }

  #change(attempt: Attempt): Attempt {
    this.#attempt = { ...this.#about, ...attempt };
    this.#host.requestUpdate();
    return this.#now;
  }

  /** What the user who is here has done about the offering that is shown. */
  get #now(): Attempt {
    return this.#attempt && this.#isNow(this.#attempt) ? this.#attempt : nothingYet;
  }

  get #about(): About {
    return { offering: this.#host.offering, audience: pageSession().audience };
  }

  #isNow({ offering, audience }: About): boolean {
    return offering === this.#host.offering && audience === pageSession().audience;
  }

  get #nextLook() {
    const { waitlist, access } = this.#status ?? {};
    if (!access || waitlist?.status !== "waiting") return { at: null, asOf: null };
    const { asOf } = access;
    return { at: new Date(Date.parse(asOf) + positionSeconds * 1000).toISOString(), asOf };
  }

  #look(): void {
    const reload = () => void (this.#status && reloadOffering(this.#status.offering.id));
    // A page that nobody sees asks when somebody does.
    if (document.hidden) document.addEventListener("visibilitychange", reload, { once: true });
    else reload();
  }
}

const troubleOf = (error: unknown, text: LineMessages): string | undefined =>
  error && !isBursarError(error, "waitlist.not_full") ? changeTrouble(error, text) : undefined;

const nothingYet: Attempt = {};
