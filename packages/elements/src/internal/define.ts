import { mount } from "../mount.ts";
import { page } from "../session/page.ts";

// The loader has no use for it before there is an element to put somewhere.
page.mount ??= mount;

/** Registers an element. A page that brings it twice keeps the first, and works. */
export function define(name: string, element: CustomElementConstructor): void {
  // On a server there is nothing to register with.
  if (!globalThis.customElements) return;
  if (customElements.get(name)) console.warn(`<${name}> is defined already: this page loads Bursar's elements twice.`);
  else customElements.define(name, element);
}
