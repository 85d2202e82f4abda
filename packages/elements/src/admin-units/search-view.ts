import type { UserWithBalances } from "@bursar/sdk";
import { html, nothing, type TemplateResult } from "lit";
import { joined } from "../internal/joined.ts";
import { formatMoney } from "../internal/money.ts";
import { plural } from "../internal/plural.ts";
import type { AdminUnitsMessages } from "../locales/en/admin-units.ts";
import type { UserSearch } from "./user-search.ts";

/** The field in which one searches; its list is below while nobody is open. */
export function searchField(search: UserSearch, isListed: boolean, text: AdminUnitsMessages): TemplateResult {
  const isOpen = isListed && search.users.length > 0;
  return html`<label class="field">
    <span class="label">${text.search}</span>
    <input
      class="input"
      part="search"
      id="search"
      type="search"
      role="combobox"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      maxlength="200"
      aria-autocomplete="list"
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? "users" : nothing}
      aria-activedescendant=${isOpen && search.place >= 0 ? `user-${search.place}` : nothing}
      .value=${search.typed}
      @input=${search.type}
      @keydown=${search.key}
    />
  </label>`;
}

export function searchResults(search: UserSearch, text: AdminUnitsMessages, language: string): TemplateResult {
  const { users, state, isLate } = search;
  const more = state.status === "ready" && state.value?.more;
  const found = users.length ? plural(text.found, users.length, language) : text.nobody;
  return html`
    <p class="hint" role="status">${joined([...(isLate ? [] : [found]), ...(more ? [text.more] : [])], text)}</p>
    <div class="users ${isLate ? "late" : ""}" id="users" role="listbox" aria-label=${text.users} ?hidden=${!users.length}>
      ${users.map(
        (user, place) => html`<div
          class="user row"
          part="user"
          role="option"
          id="user-${place}"
          aria-selected=${place === search.place}
          @click=${() => search.open(user)}
        >
          ${who(user, text)}
          <span class="sums">${heldBy(user).map((held) => html`<span>${formatMoney({ ...held, amount: held.balance }, language)}</span>`)}</span>
        </div>`,
      )}
    </div>
  `;
}

export const nameOf = ({ id, name, email }: UserWithBalances): string => name ?? email ?? id;

/** A user by name, and by all else that tells one Amina from another. */
export function who(user: UserWithBalances, text: AdminUnitsMessages, look = "title"): TemplateResult {
  const name = nameOf(user);
  const others = [user.email, user.id].filter((other) => other && other !== name);
  return html`<span class="what">
    <span class=${look}><bdi>${name}</bdi></span>
    <span class="detail">${joined(
      others.map((other) => html`<bdi>${other}</bdi>`),
      text,
    )}</span>
  </span>`;
}

function heldBy({ balances }: UserWithBalances) {
  const filled = balances.filter(({ balance }) => balance);
  return filled.length ? filled : balances.slice(0, 1);
}
