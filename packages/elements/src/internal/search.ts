import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";

// As long as somebody types on, nothing is asked.
const pauseMs = 250;

/** A field in which one searches, and what is searched for. */
export class Search implements ReactiveController {
  typed = "";
  /** What was typed last, a moment ago. */
  term = "";
  readonly #host: ReactiveControllerHost;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#pause);
  }

  /** Searches for it at once. */
  set(typed: string): void {
    clearTimeout(this.#pause);
    this.typed = typed;
    this.term = typed.trim();
    this.#host.requestUpdate();
  }

  render(label: string): TemplateResult {
    return html`<input
      class="input"
      part="search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      placeholder=${label}
      aria-label=${label}
      .value=${this.typed}
      @input=${this.#input}
      @keydown=${(event: KeyboardEvent) => event.key === "Enter" && !event.isComposing && this.set(this.typed)}
    />`;
  }

  readonly #input = (event: InputEvent): void => {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.set(this.typed), pauseMs);
  };
}
