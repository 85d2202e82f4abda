type ElementClass = CustomElementConstructor & { observedAttributes: string[] };

/** Those in the tree that match, its root included. */
export function* matching(root: ParentNode, selector: string): Iterable<HTMLElement> {
  if (root instanceof HTMLElement && root.matches(selector)) yield root;
  yield* root.querySelectorAll<HTMLElement>(selector);
}

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
