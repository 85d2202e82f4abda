import { isBursarError, type NewEnrollment, type Obstacle, type OfferingStatus, type Price } from "@bursar/sdk";
import type { LitElement } from "lit";
import { actTrouble } from "../internal/act-trouble.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney, formatNumber } from "../internal/money.ts";
import { untilItComes } from "../internal/until-it-comes.ts";
import { messages } from "../locales/en/enrolling.ts";
import { enroll } from "../session/enroll.ts";
import type { Line } from "./line.ts";
import { obstacleOf, obstacleWords } from "./obstacle.ts";
import type { View } from "./shown.ts";

/** What came of the last press; nothing, when there was none. */
export interface Outcome {
  busy?: boolean;
  enrollment?: NewEnrollment | undefined;
  error?: unknown;
}

// What was free has no currency yet, so a price that has come up since is one in another currency.
const priceProblems = ["price.changed", "price.currency_unavailable"];

/**
 * What a press does, how its outcome is told, and what stands in the way of one. Who sees a button that can be pressed
 * doesn't need it yet, so it comes after that.
 */
export class Enrolling {
  readonly #host: LitElement & { offering?: string };
  readonly #announce: (words?: string) => void;
  readonly #words: Localization<typeof messages>;
  /** Comes when an offering is full or has a line; null while it did not come. */
  #line: Line | null | undefined;
  #loading: Promise<void> | undefined;

  /** `announce` says to who can't see it what the element shows, or something else. */
  constructor(host: LitElement & { offering?: string }, announce: (words?: string) => void) {
    this.#host = host;
    this.#announce = announce;
    this.#words = new Localization(host, {
      en: messages,
      ar: async () => (await import("../locales/ar/enrolling.ts")).messages,
    });
  }

  async enroll(offering: string, price: Price | null): Promise<Outcome> {
    // What happens must not go untold.
    await this.#words.loaded;
    return enroll(offering, price).then(
      (enrollment) => ({ enrollment }),
      (error: unknown) => ({ error }),
    );
  }

  /**
   * Why the user can't enroll now: in few enough words for a button, and in a sentence; or what can be done instead.
   * Undefined until it can be told.
   */
  obstacle(status: OfferingStatus, obstacle: Obstacle, related: string | undefined): Partial<View> | undefined {
    const { messages: text, language } = this.#words;
    if (!text) return;
    if (status.offering.cancelledAt) return { label: text.cancelled, note: text.notTakingPlace };
    const hasLine = obstacle.canWait || (obstacle.code === "offering.full" && status.waitlist);
    const line = hasLine ? this.#lineNow() : null;
    return line === null ? obstacleWords(obstacle, { text, language, related }) : line?.view(status);
  }

  /**
   * What matters more than what enrolling leaves: that a place is there for the user who had to wait for it, or how much of it
   * they have already. Of the latter nothing where the wallet is short.
   */
  remark(status: OfferingStatus, isShort: boolean | null): string | undefined {
    const kept = (status.waitlist ? this.#lineNow() : this.#line)?.kept(status);
    const { messages: text, language } = this.#words;
    const { offering, owned } = status;
    if (kept || !text || !owned || isShort) return kept;
    const [count = "", total = ""] = [owned, offering.includes.length].map((amount) =>
      formatNumber({ amount, digits: 0 }, language),
    );
    return text[offering.kind === "course" ? "ownedSessions" : "owned"](count, total);
  }

  /** Waits for a place of what is shown. */
  join(): void {
    void this.#line?.join();
  }

  /** What lets whoever waits leave the line. */
  leaving(status: OfferingStatus) {
    return this.#line?.leaving(status);
  }

  #lineNow(): Line | null | undefined {
    this.#loading ??= untilItComes("the line", () => import("./line.ts").catch(this.#missLine)).then(({ Line }) => {
      this.#line = new Line(this.#host, this.#announce);
      this.#host.requestUpdate();
    });
    return this.#line;
  }

  /** Until it comes, the button says what stands in the way. */
  readonly #missLine = (error: unknown): never => {
    this.#line = null;
    this.#host.requestUpdate();
    throw error;
  };

  /** Tells what has happened; the price is the one that is shown, and `related` the title of what is missing. */
  note({ enrollment, error }: Outcome, price = "", related?: string): string {
    const { messages: text, language } = this.#words;
    if (!text) return "";
    if (enrollment) {
      const { balance } = enrollment;
      if (!balance) return text.success;
      return text.successLeaving(formatMoney({ ...balance, amount: balance.balance }, language));
    }
    if (isBursarError(error) && priceProblems.includes(error.code)) return text.priceChanged(price);
    const obstacle = obstacleOf(error);
    return obstacle ? obstacleWords(obstacle, { text, language, related }).note : actTrouble(error, text);
  }
}
