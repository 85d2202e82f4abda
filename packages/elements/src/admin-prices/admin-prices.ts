import type { Currency, Offering } from "@bursar/sdk";
import { html, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import { BursarPriceSaveEvent } from "../events/price-save.ts";
import { BursarPriceSavedEvent } from "../events/price-saved.ts";
import { actTrouble } from "../internal/act-trouble.ts";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { field } from "../internal/field.styles.ts";
import { check } from "../internal/icons.ts";
import { input } from "../internal/input.styles.ts";
import { list } from "../internal/list.styles.ts";
import { loadError } from "../internal/load-error.ts";
import { Localization } from "../internal/localization.ts";
import { formatNumber } from "../internal/money.ts";
import { More } from "../internal/more.ts";
import { panel } from "../internal/panel.styles.ts";
import { parseAmount } from "../internal/parse-amount.ts";
import { Search } from "../internal/search.ts";
import { Watch } from "../internal/watch.ts";
import { type AdminPricesMessages, messages } from "../locales/en/admin-prices.ts";
import {
  loadMorePrices,
  type OfferingChange,
  type PriceFilter,
  type PriceList,
  priceListQuery,
} from "../session/prices.ts";
import { styles } from "./admin-prices.styles.ts";
import { type Edit, Edits } from "./edits.ts";

/**
 * What each offering costs, edited in place, for admins: Enter saves and goes on to the next one below, Escape restores.
 * A field that is emptied takes the price away; what has no price at all is free. Others see that it is not for them.
 *
 * @summary A table of prices.
 * @tag bursar-admin-prices
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot forbidden - Shown instead to whoever is no admin.
 *
 * @event {BursarPriceSaveEvent} bursar-price-save - A price is about to be set; cancelable.
 * @event {BursarPriceSavedEvent} bursar-price-saved - A price was set.
 * @event {BursarErrorEvent} bursar-error - The offerings could not be loaded, or a change was refused or failed.
 *
 * @csspart search - The field in which one searches.
 * @csspart table - All offerings.
 * @csspart row - One of them.
 * @csspart price - What it costs in one currency.
 * @csspart available - The switch that opens and closes it for enrollment.
 * @csspart status - What becomes of what was edited.
 * @csspart more - The button that shows more.
 * @csspart message - What is said when there are none to show.
 * @csspart retry - The button that loads or saves again after an error.
 * @csspart skeleton - What stands in while they are loading.
 *
 * @cssproperty --bursar-accent - The colour of what is edited, and of switches.
 * @cssproperty --bursar-on-accent - The colour of what stands on it.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarAdminPrices extends LitElement {
  static override styles = [base, button, panel, input, field, list, styles];

  /** Which currencies to show, such as `UNIT EGP`. All of the tenant's by default. */
  @property() currencies?: string;

  /** Only one kind: `course`, `session` or `membership`. */
  @property() kind?: Offering["kind"];

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/admin-prices.ts")).messages,
  });
  readonly #search = new Search(this);
  readonly #prices = new Watch(
    this,
    () => priceListQuery(this.#filter),
    () => {
      // Nothing of what the one before has typed may be saved by the next.
      this.#shown = undefined;
      this.#edits.clear();
    },
  );
  readonly #more = new More(this, {
    load: () => loadMorePrices(this.#filter),
    items: () => this.renderRoot.querySelectorAll<HTMLElement>("[part=row]"),
  });
  readonly #edits = new Edits(this);
  /** What was shown last: it stays while something else is looked for. */
  #shown: PriceList | null | undefined;
  #announcement = "";

  get #filter(): PriceFilter {
    return { kind: this.kind || undefined, search: this.#search.term || undefined };
  }

  /** Sets a price, in minor units, without another `bursar-price-save` event; null takes it away. */
  async save(offering: string, currency: string, amount: number | null): Promise<void> {
    if (!(await this.#edits.save(offering, currency, { currency, amount }))) return;
    this.#announce(offering);
    this.dispatchEvent(new BursarPriceSavedEvent(offering, currency, amount));
  }

  protected override willUpdate(): void {
    const { state } = this.#prices;
    if (state.status === "ready") this.#shown = state.value;
  }

  protected override render() {
    const text = this.#text.messages;
    const { status } = this.#prices.state;
    return html`<div class="base" data-state=${text ? status : "loading"}>
      ${text ? this.#content(text) : skeleton}
      <span class="spoken" role="status">${this.#announcement}</span>
    </div>`;
  }

  #content(text: AdminPricesMessages) {
    const { state } = this.#prices;
    if (state.status === "signed-out")
      return html`<slot name="signed-out"><p class="message" part="message">${text.signedOut}</p></slot>`;
    if (this.#shown === null)
      return html`<slot name="forbidden"><p class="message" part="message">${text.forbidden}</p></slot>`;
    return html`
      <div class="tools" role="search">${this.#search.render(text.search)}</div>
      ${state.status === "error" ? loadError(text, this.#prices) : this.#list(text)}
    `;
  }

  #list(text: AdminPricesMessages) {
    if (!this.#shown) return html`<span class="spoken">${text.loading}</span>${skeleton}`;
    const { offerings, nextCursor } = this.#shown;
    const { term } = this.#search;
    if (!offerings.length) return html`<p class="message" part="message">${term ? text.noMatch(term) : text.empty}</p>`;
    const currencies = this.#columns(this.#shown);
    const isLate = this.#prices.state.status === "loading";
    // Laid out as blocks where there is little room, so the roles say what the tags would.
    return html`
      <p class="hint" id="keys">${text.keys}</p>
      <table class="table ${isLate ? "late" : ""}" part="table" role="table" aria-label=${text.title} aria-describedby="keys">
        <thead class="heads" role="rowgroup">
          <tr role="row">
            ${heading(text.offering)} ${currencies.map(({ code }) => heading(code, "number"))} ${heading(text.available)}
            ${heading(text.state)}
          </tr>
        </thead>
        <tbody class="body" role="rowgroup">
          ${offerings.map((offering, place) => this.#row(offering, place, currencies, text))}
        </tbody>
      </table>
      ${this.#more.render(nextCursor !== null, text, this.#text.language)}
    `;
  }

  #columns({ currencies }: PriceList): Currency[] {
    const wanted = this.currencies?.split(/[\s,]+/).filter(Boolean);
    return wanted?.length ? currencies.filter(({ code }) => wanted.includes(code)) : currencies;
  }

  #row(offering: Offering, place: number, currencies: Currency[], text: AdminPricesMessages) {
    const { id, title } = offering;
    const available = this.#edits.of(id).get("available");
    const isAvailable =
      available?.change && available.state === "saving" && "available" in available.change
        ? available.change.available
        : offering.available;
    return html`<tr class="entry" part="row" role="row" tabindex="-1">
      <th class="cell name" role="rowheader" scope="row"><span class="title"><bdi>${title}</bdi></span><bdi class="id">${id}</bdi></th>
      ${currencies.map((currency) => this.#price(offering, place, currency, text))}
      <td class="cell" role="cell">
        <span class="label" aria-hidden="true">${text.available}</span>
        <input
          class="switch"
          part="available"
          type="checkbox"
          role="switch"
          aria-label=${text.availability(title)}
          .checked=${isAvailable}
          @change=${(event: Event) => this.#switch(id, (event.target as HTMLInputElement).checked)}
        />
      </td>
      <td class="cell status" part="status" role="cell" id="status-${place}">${this.#status(id, text)}</td>
    </tr>`;
  }

  #price(offering: Offering, place: number, { code, digits }: Currency, text: AdminPricesMessages) {
    const { id, title, prices } = offering;
    const { language } = this.#text;
    const edit = this.#edits.of(id).get(code);
    const price = prices.find(({ currency }) => currency === code);
    const saved = price ? formatNumber({ amount: price.amount, digits }, language) : "";
    const isFlawed = edit?.state === "flawed" || edit?.state === "failed";
    return html`<td class="cell amount" role="cell">
      <span class="label" aria-hidden="true">${code}</span>
      <input
        class="input ${edit?.typed === undefined ? "" : "dirty"}"
        part="price"
        data-currency=${code}
        inputmode="decimal"
        autocomplete="off"
        maxlength="30"
        dir="ltr"
        placeholder=${prices.length ? text.none : text.free}
        aria-label=${text.price(code, title)}
        aria-invalid=${isFlawed}
        aria-describedby="status-${place}"
        .value=${edit?.typed ?? saved}
        @focus=${(event: FocusEvent) => (event.target as HTMLInputElement).select()}
        @input=${(event: InputEvent) => this.#type(id, code, (event.target as HTMLInputElement).value, saved)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, offering, code, digits)}
      />
    </td>`;
  }

  #status(id: string, text: AdminPricesMessages) {
    const edits = [...this.#edits.of(id)];
    const worst = states.find((state) => edits.some(([_, edit]) => edit.state === state));
    const [what, edit] = edits.find(([_, edit]) => edit.state === worst) ?? [];
    if (!edit || what === undefined) return nothing;
    switch (edit.state) {
      case "failed":
        return html`<span class="bad">${actTrouble(edit.error, text)}</span>
          <button class="button outline" part="retry" type="button" @click=${(event: Event) => this.#retry(event, id, what, edit)}>${text.retry}</button>`;
      case "flawed":
        return html`<span class="bad">${text.flaw}</span>`;
      case "confirm":
        return text.confirmFree;
      case "unsaved":
        return text.unsaved;
      case "saving":
        return `${text.saving}…`;
      case "saved":
        return html`<span class="good">${check} ${text.saved}</span>`;
    }
  }

  #type(id: string, code: string, typed: string, saved: string): void {
    this.#edits.set(id, code, typed === saved ? null : { state: "unsaved", typed });
  }

  #key(event: KeyboardEvent, offering: Offering, code: string, digits: number): void {
    // With an input method, these keys choose among what it offers.
    if (event.isComposing) return;
    const field = event.target as HTMLInputElement;
    const act = {
      Enter: () => this.#enter(field, offering, code, digits),
      Escape: () => {
        this.#edits.set(offering.id, code, null);
        void this.updateComplete.then(() => field.select());
      },
      ArrowDown: () => this.#move(field, 1),
      ArrowUp: () => this.#move(field, -1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #enter(field: HTMLInputElement, offering: Offering, code: string, digits: number): void {
    const { id, prices } = offering;
    const edit = this.#edits.of(id).get(code);
    const { typed } = edit ?? {};
    if (edit?.state !== "saving" && typed !== undefined) {
      const amount = typed.trim() ? parseAmount(typed, digits, this.#text.language) : null;
      const known = prices.find(({ currency }) => currency === code)?.amount ?? null;
      const state = this.#doubt(typed, amount, offering, edit);
      if (state) {
        this.#edits.set(id, code, { typed, state });
        return;
      }
      if (amount === known) this.#edits.set(id, code, null);
      else if (this.dispatchEvent(new BursarPriceSaveEvent(id, code, amount))) void this.save(id, code, amount);
    }
    this.#move(field, 1);
  }

  #doubt(typed: string, amount: number | null, { prices }: Offering, edit: Edit | undefined) {
    if (amount !== null) return null;
    if (typed.trim()) return "flawed";
    // Nobody gives a course away by a slip.
    return prices.length === 1 && edit?.state !== "confirm" ? "confirm" : null;
  }

  /** To the same currency of the offering above or below. */
  #move(field: HTMLInputElement, step: number): void {
    const column = [
      ...this.renderRoot.querySelectorAll<HTMLInputElement>(`[data-currency="${field.dataset.currency}"]`),
    ];
    const next = column[column.indexOf(field) + step];
    if (next) next.focus();
    else field.select();
  }

  async #switch(id: string, available: boolean): Promise<void> {
    if (await this.#edits.save(id, "available", { available })) this.#announce(id);
  }

  #retry(event: Event, id: string, what: string, { change }: Edit): void {
    // The button goes. Whoever pressed it stands on what it was about.
    const row = (event.target as HTMLElement).closest("[part=row]");
    row?.querySelector<HTMLElement>(what === "available" ? ".switch" : `[data-currency="${what}"]`)?.focus();
    if (change) void this.#again(id, change);
  }

  #again(id: string, change: OfferingChange): Promise<void> {
    return "available" in change ? this.#switch(id, change.available) : this.save(id, change.currency, change.amount);
  }

  #announce(id: string): void {
    const title = this.#shown?.offerings.find((offering) => offering.id === id)?.title ?? id;
    this.#announcement = this.#text.messages?.savedOf(title) ?? "";
    this.requestUpdate();
  }
}

const heading = (label: string, look = "") =>
  html`<th class="head ${look}" role="columnheader" scope="col">${label}</th>`;

/** Of a row's edits, the one that its admin should know of first. */
const states = ["failed", "flawed", "confirm", "unsaved", "saving", "saved"] as const;

const skeleton = html`<div class="places">${[1, 2, 3].map(() => html`<span class="skeleton bar place" part="skeleton"></span>`)}</div>`;
