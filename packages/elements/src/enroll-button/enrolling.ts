import { isBursarError, type NewEnrollment, type Obstacle, type Price } from "@bursar/sdk";
import type { ReactiveControllerHost } from "lit";
import { actTrouble } from "../internal/act-trouble.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney } from "../internal/money.ts";
import { messages } from "../locales/en/enrolling.ts";
import { enroll } from "../session/enroll.ts";
import { obstacleOf, obstacleWords } from "./obstacle.ts";

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
  readonly #words: Localization<typeof messages>;

  constructor(host: ReactiveControllerHost & Element) {
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

  /** Why the user can't enroll now: in few enough words for a button, and in a sentence. Undefined until it can be told. */
  obstacle(
    obstacle: Obstacle,
    related: string | undefined,
    cancelledAt: string | null,
  ): { label: string; note: string } | undefined {
    const { messages: text, language } = this.#words;
    if (cancelledAt && text) return { label: text.cancelled, note: text.notTakingPlace };
    return text && obstacleWords(obstacle, { text, language, related });
  }

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
