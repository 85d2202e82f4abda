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

/** The button below a list that shows the next page, and what becomes of whoever pressed it. */
export class More implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: Options;
  #busy = false;
  #error: unknown;
  /** How many came last, to be told to who can't see it. */
  #count = 0;
  #stoodOn = false;
  #length = 0;

  constructor(host: LitElement, options: Options) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Another list is shown. */
  reset(): void {
    this.#error = undefined;
    this.#count = 0;
  }

  hostUpdate(): void {
    this.#stoodOn = this.#host.shadowRoot?.activeElement?.matches("[part=more]") ?? false;
    this.#length = [...this.#options.items()].length;
  }

  hostUpdated(): void {
    // With the last page the button goes. Whoever stood on it reads on from there.
    if (this.#stoodOn && !this.#host.renderRoot.querySelector("[part=more]"))
      [...this.#options.items()][this.#length]?.focus({ preventScroll: true });
  }

  render(isThere: boolean, text: CommonMessages & ListMessages, language: string): TemplateResult {
    // Not `disabled`: it would lose the focus.
    return html`
      <span class="spoken" role="status">${this.#count ? plural(text.shown, this.#count, language) : nothing}</span>
      ${
        isThere
          ? html`<div class="foot">
              ${this.#error ? html`<span class="bad" id="trouble">${loadTrouble(text)}</span>` : nothing}
              <button
                class="button outline"
                part="more"
                type="button"
                aria-describedby="trouble"
                aria-busy=${this.#busy ? "true" : "false"}
                @click=${this.#press}
              ><span>${this.#error ? text.retry : text.more}</span>${this.#busy ? html`<span class="spinner"></span>` : nothing}</button>
            </div>`
          : nothing
      }
    `;
  }

  readonly #press = async (): Promise<void> => {
    if (this.#busy) return;
    const { length } = [...this.#options.items()];
    this.reset();
    this.#busy = true;
    this.#host.requestUpdate();
    try {
      await this.#options.load();
      await this.#host.updateComplete;
      this.#count = [...this.#options.items()].length - length;
    } catch (error) {
      this.#error = error;
      this.#host.dispatchEvent(new BursarErrorEvent(error));
    }
    this.#busy = false;
    this.#host.requestUpdate();
  };
}
