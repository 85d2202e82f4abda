import { html } from "lit";
import type { CommonMessages } from "../locales/en/common.ts";
import { loadError } from "./load-error.ts";
import type { Watch } from "./watch.ts";

/** What a panel shows of what it watches, in the states that all panels have; the rest is up to it. */
export function panelContent<T, Messages extends CommonMessages & { signedOut: string }>(
  watch: Watch<T>,
  text: Messages | undefined,
  skeleton: unknown,
  ready: (value: T, text: Messages) => unknown,
): unknown {
  const { state } = watch;
  if (!text) return skeleton;
  switch (state.status) {
    case "loading":
      return html`<span class="spoken">${text.loading}</span>${skeleton}`;
    case "signed-out":
      return html`<slot name="signed-out"><p class="message" part="message">${text.signedOut}</p></slot>`;
    case "error":
      return loadError(text, watch);
    case "ready":
      return ready(state.value, text);
  }
}
