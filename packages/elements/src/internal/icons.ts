import { svg, type TemplateResult } from "lit";

const icon = (path: TemplateResult) => svg`
  <svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const arrow = icon(svg`<path d="M3 8h10M9 4l4 4-4 4"/>`);
export const check = icon(svg`<path d="m3 8.5 3.25 3.25L13 5"/>`);
export const retry = icon(svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"/>`);
export const incoming = icon(svg`<path d="M8 3v10M4 9l4 4 4-4"/>`);
export const outgoing = icon(svg`<path d="M8 13V3M4 7l4-4 4 4"/>`);
export const close = icon(svg`<path d="m4 4 8 8M12 4l-8 8"/>`);
export const lock = icon(svg`<path d="M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>`);
