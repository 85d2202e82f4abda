import type { LitElement } from "lit";

/** Lets tests, a host's own included, look at an element and use it as people do, without knowing its inside. */
export class Harness<E extends LitElement> {
  readonly element: E;

  constructor(element: E) {
    this.element = element;
  }

  protected part(name: string): HTMLElement | null {
    return this.element.renderRoot.querySelector(`[part~=${name}]`);
  }

  /** What a part says to the eye. What a host slots is the host's own, and not in it. */
  protected textOf(name: string): string {
    return textOf(this.part(name));
  }

  /** The same of each part with that name. */
  protected textsOf(name: string): string[] {
    return [...this.element.renderRoot.querySelectorAll<HTMLElement>(`[part~=${name}]`)].map(textOf);
  }

  /** What live regions have told a screen reader last. */
  protected get told(): string {
    const regions = [...this.element.renderRoot.querySelectorAll("[role=status]")];
    return plain(regions.map(({ textContent }) => textContent).join(" "));
  }
}

function textOf(part: HTMLElement | null): string {
  // biome-ignore lint/performance/useDomNodeTextContent: only what is laid out is what people see
  return plain(part?.innerText ?? "");
}

/** Without what keeps the directions of two texts apart, which nobody sees or hears. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\u200f\u2068\u2069]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
