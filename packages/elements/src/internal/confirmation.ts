import { html, nothing, type TemplateResult } from "lit";
import { heldEnter } from "./held-enter.ts";

interface Confirmation {
  /** What will be done. */
  act: string;
  /** To whom, and how much. */
  facts: unknown;
  /** What is yet to be filled in. */
  fields: unknown;
  /** Why it was not done. */
  trouble: string | undefined;
  busy: boolean | undefined;
  text: { retry: string; cancel: string };
  onSubmit: (event: SubmitEvent) => void;
  onCancel: (event: Event) => void;
}

/** What stands in the dialog that asks. */
export function confirmationForm(given: Confirmation): TemplateResult {
  const { act, facts, fields, trouble, busy, text, onSubmit, onCancel } = given;
  return html`<form class="confirmation" novalidate @submit=${onSubmit} @keydown=${heldEnter}>
    <strong class="name" id="question">${act}</strong>
    <dl class="facts" id="facts">${facts}</dl>
    ${fields}
    <p class="bad" role="alert">${trouble ?? nothing}</p>
    <div class="acts">
      <button class="button accent" part="button" id="confirm" aria-busy=${Boolean(busy)}>
        <span>${trouble ? text.retry : act}</span>${busy ? html`<span class="spinner"></span>` : nothing}
      </button>
      <button class="button outline" part="button" type="button" aria-disabled=${Boolean(busy)} @click=${onCancel}>
        ${text.cancel}
      </button>
    </div>
  </form>`;
}

export const fact = (term: string, value: unknown) => html`<dt>${term}</dt><dd>${value}</dd>`;
