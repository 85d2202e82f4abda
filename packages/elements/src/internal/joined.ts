import { html, nothing } from "lit";

/** What is told one after the other, with what the language puts between. */
export const joined = (parts: readonly unknown[], { separator }: { separator: string }) =>
  parts.map((part, place) => html`${place ? separator : nothing}${part}`);
