import type { OfferingStatus } from "@bursar/sdk";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { base } from "../internal/base.styles.ts";
import { button } from "../internal/button.styles.ts";
import { formatSpan } from "../internal/dates.ts";
import { input } from "../internal/input.styles.ts";
import { list } from "../internal/list.styles.ts";
import { loadError } from "../internal/load-error.ts";
import { Localization } from "../internal/localization.ts";
import { formatMoney } from "../internal/money.ts";
import { More } from "../internal/more.ts";
import { panel } from "../internal/panel.styles.ts";
import { plural } from "../internal/plural.ts";
import { safeUrl } from "../internal/safe-url.ts";
import { Search } from "../internal/search.ts";
import { Watch } from "../internal/watch.ts";
import { type CatalogMessages, messages } from "../locales/en/catalog.ts";
import { type Catalog, type CatalogFilter, catalogQuery, loadMoreOfferings } from "../session/catalog.ts";
import { priceOf } from "../session/enrollments.ts";
import { styles } from "./catalog.styles.ts";

type Kind = NonNullable<CatalogFilter["kind"]>;

const kinds = ["course", "session", "membership"] as const;

/**
 * What the signed-in user can enroll in, and is enrolled in: cards to search and to filter, each with an enroll button. Of
 * sessions alone, what takes place next comes first.
 *
 * @summary The catalog as the user sees it.
 * @tag bursar-catalog
 *
 * @slot signed-out - Shown instead when nobody is signed in.
 * @slot empty - Shown instead when nothing is offered. A search that finds nothing says so by itself.
 *
 * @event {BursarEnrollEvent} bursar-enroll - Pressed on a card, and nothing has happened yet; cancelable.
 * @event {BursarEnrolledEvent} bursar-enrolled - The user is enrolled.
 * @event {BursarWaitlistEvent} bursar-waitlist - The user has begun to wait for a place of what is full, or waits no longer.
 * @event {BursarErrorEvent} bursar-error - The catalog could not be loaded, or an enrollment was refused or failed.
 *
 * @csspart search - The field in which one searches.
 * @csspart chip - A kind that one can filter by.
 * @csspart list - All cards.
 * @csspart card - One of them.
 * @csspart title - Its title.
 * @csspart description - Its description.
 * @csspart when - When it takes place.
 * @csspart price - Its price, or that the user has it.
 * @csspart more - The button that shows more.
 * @csspart clear - The button that clears a search which finds nothing.
 * @csspart message - What is said when there are none to show.
 * @csspart retry - The button that loads again after an error.
 * @csspart skeleton - What stands in while they are loading.
 *
 * @cssproperty --bursar-accent - The colour of what can be pressed.
 * @cssproperty --bursar-on-accent - The colour of what stands on it.
 * @cssproperty --bursar-danger - The colour of trouble.
 * @cssproperty --bursar-radius - How round the corners are.
 */
export class BursarCatalog extends LitElement {
  static override styles = [base, button, panel, input, list, styles];

  /** Only one kind: `course`, `session` or `membership`. */
  @property() kind?: Kind;

  /** Only what this offering includes: a course's sessions, a membership's courses. */
  @property({ attribute: "included-in" }) includedIn?: string;

  /** What is searched for at first. */
  @property() search?: string;

  /** Which of several prices to show and pay, such as `UNIT`. By default the first that the user can pay, or the first. */
  @property() currency?: string;

  /** Where "Sign in to enroll" leads. */
  @property({ attribute: "sign-in-href" }) signInHref?: string;

  /** Which heading the titles are, in the outline of the page: 2 to 6. */
  @property({ type: Number, attribute: "heading-level" }) headingLevel = 3;

  @state() private chosen?: Kind | undefined;

  readonly #text = new Localization(this, {
    en: messages,
    ar: async () => (await import("../locales/ar/catalog.ts")).messages,
  });
  readonly #search = new Search(this);
  readonly #catalog = new Watch(
    this,
    () => catalogQuery(this.#filter),
    () => this.#forget(),
  );
  readonly #more = new More(this, {
    load: () => loadMoreOfferings(this.#filter),
    items: () => this.renderRoot.querySelectorAll<HTMLElement>("[part=card]"),
  });
  /** What was shown last: it stays while something else is looked for. */
  #shown: Catalog | undefined;
  #seenKinds = new Set<Kind>();

  get #filter(): CatalogFilter {
    const { term } = this.#search;
    return {
      ...((this.chosen ?? this.kind) && { kind: this.chosen ?? this.kind }),
      ...(term && { search: term }),
      ...(this.includedIn && { includedIn: this.includedIn }),
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Its code comes while the catalog does.
    void import("../enroll-button/define.ts");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("search")) this.#search.set(this.search ?? "");
    if (changed.has("kind") || changed.has("includedIn")) this.#forget();
  }

  #forget(): void {
    this.#shown = undefined;
    this.#seenKinds.clear();
    this.chosen = undefined;
  }

  protected override render() {
    const text = this.#text.messages;
    const { state } = this.#catalog;
    if (state.status === "ready") this.#shown = state.value;
    for (const { offering } of this.#shown?.statuses ?? []) this.#seenKinds.add(offering.kind);
    return html`<div class="base" data-state=${text ? state.status : "loading"}>${text ? this.#content(text) : skeleton()}</div>`;
  }

  #content(text: CatalogMessages) {
    const { state } = this.#catalog;
    if (state.status === "signed-out")
      return html`<slot name="signed-out"><p class="message" part="message">${text.signedOut}</p></slot>`;
    return html`
      <div class="tools" role="search">${this.#search.render(text.search)}${this.#chips(text)}</div>
      ${state.status === "error" ? loadError(text, this.#catalog) : this.#list(text)}
    `;
  }

  #chips(text: CatalogMessages) {
    if (this.kind || this.#seenKinds.size < 2) return nothing;
    const chip = (kind: Kind | undefined, label: string) => html`<button
      class="button outline chip"
      part="chip"
      type="button"
      aria-pressed=${this.chosen === kind}
      @click=${() => this.#choose(kind)}
    >${label}</button>`;
    return html`<div class="chips" role="group" aria-label=${text.kind}>
      ${chip(undefined, text.all)}${kinds.filter((kind) => this.#seenKinds.has(kind)).map((kind) => chip(kind, text.kinds[kind]))}
    </div>`;
  }

  #choose(kind: Kind | undefined): void {
    this.chosen = kind;
    this.#more.reset();
  }

  #list(text: CatalogMessages) {
    if (!this.#shown) return html`<span class="spoken">${text.loading}</span>${skeleton()}`;
    const { language } = this.#text;
    const { nextCursor } = this.#shown;
    const { search, kind } = this.#filter;
    const statuses = kind === "session" ? byTime(this.#shown.statuses) : this.#shown.statuses;
    const isLate = this.#catalog.state.status === "loading";
    return html`
      <span class="spoken" role="status">${search && !isLate ? this.#found(search, statuses.length, text) : nothing}</span>
      ${
        statuses.length
          ? html`<ul class="list ${isLate ? "late" : ""}" part="list" role="list" aria-label=${text.title} aria-busy=${isLate}>
              ${statuses.map((status) => this.#card(status, text))}
            </ul>`
          : this.#empty(text, search)
      }
      ${this.#more.render(nextCursor !== null, text, language)}
    `;
  }

  #found(search: string, count: number, text: CatalogMessages): string {
    return count ? plural(text.found, count, this.#text.language) : text.noMatch(search);
  }

  #empty(text: CatalogMessages, search: string | undefined) {
    if (!search) return html`<slot name="empty"><p class="message" part="message">${text.empty}</p></slot>`;
    return html`<div class="message" part="message">
      ${text.noMatch(search)}
      <button class="button outline" part="clear" type="button" @click=${this.#clear}>${text.clear}</button>
    </div>`;
  }

  readonly #clear = (): void => {
    this.#search.set("");
    this.renderRoot.querySelector<HTMLElement>("[part=search]")?.focus();
  };

  #card(status: OfferingStatus, text: CatalogMessages) {
    const { id, kind, title, description, url, startsAt, endsAt } = status.offering;
    const href = safeUrl(url);
    const when = startsAt && formatSpan(startsAt, endsAt, this.#text.language);
    return html`<li class="item" part="card" tabindex="-1">
      <span class="row"><span class="muted">${text.kindOf[kind]}</span><span class="price money" part="price">${this.#price(status, text)}</span></span>
      <span class="title" part="title" role="heading" aria-level=${this.headingLevel}>${href ? html`<a class="link" href=${href}><bdi>${title}</bdi></a>` : html`<bdi>${title}</bdi>`}</span>
      <span class="what">${when ? html`<span class="when" part="when">${when}</span>` : nothing}<span class="description" part="description"><bdi>${description}</bdi></span></span>
      <bursar-enroll-button
        class="enroll"
        offering=${id}
        currency=${this.currency ?? nothing}
        sign-in-href=${this.signInHref ?? nothing}
        .status=${status}
      ></bursar-enroll-button>
    </li>`;
  }

  #price(status: OfferingStatus, text: CatalogMessages): string {
    const { allowed, through } = status.access;
    if (allowed) return through ? text.included : text.enrolled;
    const price = priceOf(status, this.currency);
    return price ? formatMoney(price, this.#text.language) : text.free;
  }
}

/** What takes place next comes first, then what has no time, and at last what is over by the API's clock, the latest first. */
function byTime(statuses: OfferingStatus[]): OfferingStatus[] {
  const placeOf = ({ offering: { startsAt, endsAt }, access }: OfferingStatus) => {
    const start = Date.parse(startsAt ?? "");
    if (Date.parse(endsAt ?? "") <= Date.parse(access.asOf)) return [2, -start] as const;
    return start ? ([0, start] as const) : ([1, 0] as const);
  };
  return statuses.toSorted((one, other) => {
    const [[group, start], [otherGroup, otherStart]] = [placeOf(one), placeOf(other)];
    return group - otherGroup || start - otherStart;
  });
}

const skeleton = () =>
  html`<div class="list">${[1, 2, 3].map(
    () => html`<div class="item" part="skeleton">
    <span class="skeleton bar"></span><span class="skeleton bar name"></span><span class="skeleton bar words"></span><span class="skeleton bar place"></span>
  </div>`,
  )}</div>`;
