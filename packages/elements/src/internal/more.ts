import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import type { CommonMessages } from "../locales/en/common.ts";
import type { ListMessages } from "../locales/en/list.ts";
import { plural } from "./plural.ts";
import { loadTrouble } from "./trouble.ts";

interface Options {
  load: () => Promise<void>;
  /** What is listed; each can take the focus. */
  items: () => Iterable<HTMLElement>;
}

let count = 0;

/** The button below a list that shows the next page, and what becomes of whoever pressed it. */
export class More implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: Options;
  #loading: Promise<void> | undefined;
  #error: unknown;
  /** How many came last, to be told to who can't see it. */
  #count = 0;
  /** The button itself, once somebody has come to it: an element may have several lists. */
  #button: HTMLElement | undefined;
  readonly #trouble = `trouble-${++count}`;
  /** The last of what is listed, while somebody stands on the button. */
  #last: HTMLElement | undefined;

  constructor(host: LitElement, options: Options) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Another list is shown. */
  reset(): void {
    this.#loading = undefined;
    this.#error = undefined;
    this.#count = 0;
  }

  hostUpdate(): void {
    const stoodOn = this.#button && this.#host.shadowRoot?.activeElement === this.#button;
    this.#last = stoodOn ? [...this.#options.items()].at(-1) : undefined;
  }

  hostUpdated(): void {
    // With the last page the button goes. Whoever stood on it reads on from there.
    if (!this.#last || this.#button?.isConnected) return;
    const items = [...this.#options.items()];
    // In a list that is sorted, what has come may stand before it.
    (items[items.indexOf(this.#last) + 1] ?? this.#last).focus({ preventScroll: true });
  }

  render(isThere: boolean, text: CommonMessages & ListMessages, language: string): TemplateResult {
    // Not `disabled`: it would lose the focus.
    return html`
      <span class="spoken" role="status">${this.#count ? plural(text.shown, this.#count, language) : nothing}</span>
      ${
        isThere
          ? html`<div class="foot">
              ${this.#error ? html`<span class="bad" id=${this.#trouble}>${loadTrouble(text)}</span>` : nothing}
              <button
                class="button outline"
                part="more"
                type="button"
                aria-describedby=${this.#trouble}
                aria-busy=${Boolean(this.#loading)}
                @focus=${this.#come}
                @click=${this.#press}
              ><span>${this.#error ? text.retry : text.more}</span>${this.#loading ? html`<span class="spinner"></span>` : nothing}</button>
            </div>`
          : nothing
      }
    `;
  }

  readonly #come = (event: FocusEvent): void => {
    this.#button = event.currentTarget as HTMLElement;
  };

  readonly #press = async (): Promise<void> => {
    if (this.#loading) return;
    const { length } = [...this.#options.items()];
    this.reset();
    const loading = this.#options.load();
    this.#loading = loading;
    this.#host.requestUpdate();
    try {
      await loading;
      await this.#host.updateComplete;
      if (loading === this.#loading) this.#count = [...this.#options.items()].length - length;
    } catch (error) {
      if (loading === this.#loading) this.#error = error;
      this.#host.dispatchEvent(new BursarErrorEvent(error));
    }
    if (loading === this.#loading) this.#loading = undefined;
    this.#host.requestUpdate();
  };
}
