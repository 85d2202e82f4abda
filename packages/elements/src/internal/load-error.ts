import { html, type TemplateResult } from "lit";
import type { CommonMessages } from "../locales/en/common.ts";
import { retry } from "./icons.ts";
import { loadTrouble } from "./trouble.ts";

/** Stands where something could not be loaded, with a way to try again. */
export const loadError = (text: CommonMessages, watch: { retry: () => void }): TemplateResult =>
  html`<p class="message bad" part="message">
    ${loadTrouble(text)}
    <button class="button outline" part="retry" type="button" @click=${() => watch.retry()}>${text.retry} ${retry}</button>
  </p>`;
