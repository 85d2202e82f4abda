import { svg, type TemplateResult } from "lit";

/** What is drawn on 16 by 16. Those that one element alone has are with it. */
export const icon = (path: TemplateResult) => svg`
  <svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const arrow = icon(svg`<path d="M3 8h10M9 4l4 4-4 4"/>`);
export const check = icon(svg`<path d="m3 8.5 3.25 3.25L13 5"/>`);
export const retry = icon(svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"/>`);
