import type { ReactiveController, ReactiveControllerHost } from "lit";
import { languageOf, watchLanguage } from "./language.ts";

/** An element's wording: English at hand, each other language loaded when a page speaks it. */
export interface Translations<Messages> {
  en: Messages;
  [language: string]: Messages | (() => Promise<Messages>);
}

/** The wording of an element in the language around it. */
export class Localization<Messages extends object> implements ReactiveController {
  /** As the page states it, region included: `ar-EG` has other digits than `ar`. */
  language = "en";
  /** Undefined until they are loaded. */
  messages: Messages | undefined;
  readonly #host: ReactiveControllerHost & Element;
  readonly #translations: Translations<Messages>;
  /** Done when they are. */
  loaded: Promise<void> | undefined;
  #unwatch: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & Element, translations: Translations<Messages>) {
    this.#host = host;
    this.#translations = translations;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = watchLanguage(() => this.#localize());
    this.#localize();
  }

  hostDisconnected(): void {
    this.#unwatch?.();
  }

  #localize(): void {
    const language = supported(languageOf(this.#host));
    if (language === this.language && this.messages) return;
    this.language = language;
    const messages = this.#translations[new Intl.Locale(language).language] ?? this.#translations.en;
    if (typeof messages === "function") this.loaded = this.#load(language, messages as () => Promise<Messages>);
    else this.#show(language, messages);
  }

  async #load(language: string, load: () => Promise<Messages>): Promise<void> {
    // Words in English are better than none, should the file not come.
    const messages = await load().catch(() => this.#translations.en);
    this.#show(language, messages);
  }

  #show(language: string, messages: Messages): void {
    // The page may have gone on to another language meanwhile.
    if (language !== this.language) return;
    this.messages = messages;
    this.#host.requestUpdate();
  }
}

/** Hosts write `en_US` and worse into `lang`; `Intl` throws at it. */
function supported(language: string): string {
  try {
    return new Intl.Locale(language.replaceAll("_", "-")).toString();
  } catch {
    return "en";
  }
}
