import { matching } from "./matching.ts";

type ElementClass = CustomElementConstructor & { observedAttributes: string[] };

/**
 * Puts elements into placeholders such as `<div data-bursar="enroll-button" data-offering="course-1">Join</div>`, for
 * hosts that strip unknown tags. Placeholders whose element is not defined are left alone.
 */
export function mount(root: ParentNode = document): void {
  for (const placeholder of matching(root, "[data-bursar]")) {
    const name = `bursar-${placeholder.dataset.bursar}`;
    const Element = customElements.get(name) as ElementClass | undefined;
    if (!Element || placeholder.firstElementChild?.localName === name) continue;
    const element = new Element();
    // Only what the element knows: a host that lets strangers write `data-…` lets them write `data-onclick` as well.
    for (const attribute of Element.observedAttributes) {
      const value = placeholder.getAttribute(`data-${attribute}`);
      if (value !== null) element.setAttribute(attribute, value);
    }
    element.append(...placeholder.childNodes);
    placeholder.append(element);
  }
}
