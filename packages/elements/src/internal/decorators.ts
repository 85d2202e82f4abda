import type { PropertyDeclaration, ReactiveElement } from "lit";

/**
 * Stands in for `lit/decorators.js` in the browser build: the elements are compiled with TypeScript's own decorators,
 * and lit's serve those of the standard, too, in half a kilobyte. Whoever installs these elements from npm bundles lit's.
 */
export const property =
  (options?: PropertyDeclaration) =>
  (element: ReactiveElement, name: string): void =>
    (element.constructor as typeof ReactiveElement).createProperty(name, options);

/** A property of the element's own: no attribute says it. */
export const state = () => property({ state: true, attribute: false });
