import { html, type LitElement, nothing, type TemplateResult } from "lit";

/**
 * Tabs as the ARIA Authoring Practices have them: one of them can be tabbed to, the arrow keys go round, Home and End to the
 * first and the last, and Enter or Space shows the panel, which has to be asked for first.
 */
export class Tabs<Name extends string> {
  readonly #host: LitElement;
  readonly #names: readonly Name[];
  chosen: Name;

  constructor(host: LitElement, names: readonly [Name, ...Name[]]) {
    this.#host = host;
    this.#names = names;
    this.chosen = names[0];
  }

  render(label: string, labels: Record<Name, string>): TemplateResult {
    return html`<div class="tabs" part="tabs" role="tablist" aria-label=${label} @keydown=${this.#key}>
      ${this.#names.map((name) => {
        const isChosen = name === this.chosen;
        return html`<button
          class="button tab"
          part="tab"
          type="button"
          role="tab"
          id="tab-${name}"
          aria-selected=${isChosen}
          aria-controls=${isChosen ? "panel" : nothing}
          tabindex=${isChosen ? 0 : -1}
          @click=${() => this.choose(name)}
        >${labels[name]}</button>`;
      })}
    </div>`;
  }

  choose(name: Name): void {
    this.chosen = name;
    this.#host.requestUpdate();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")];
    const place = tabs.indexOf(event.target as HTMLElement);
    const onwards = this.#host.matches(":dir(rtl)") ? -1 : 1;
    const next = {
      ArrowRight: place + onwards,
      ArrowLeft: place - onwards,
      Home: 0,
      End: -1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    tabs.at(next % tabs.length)?.focus();
  };
}
