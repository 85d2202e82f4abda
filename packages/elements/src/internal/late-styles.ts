import type { CSSResult, LitElement } from "lit";

/** Styles of what comes later: an element's own are fixed before. */
export function addStyles({ renderRoot }: LitElement, ...styles: CSSResult[]): void {
  const root = renderRoot as ShadowRoot;
  root.adoptedStyleSheets.push(...styles.flatMap(({ styleSheet }) => styleSheet ?? []));
}
