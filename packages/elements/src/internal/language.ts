const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

/** The language of the nearest ancestor that states one, across shadow roots; English otherwise. */
export function languageOf(element: Element): string {
  const nearest = element.closest("[lang]:not([lang=''])");
  if (nearest) return nearest.getAttribute("lang") as string;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : "en";
}

/** Calls the listener when the document changes a language anywhere, until the returned function is called. */
export function watchLanguage(listener: () => void): () => void {
  observer ??= new MutationObserver(() => {
    for (const listener of listeners) listener();
  });
  if (!listeners.size) observer.observe(document, { subtree: true, attributeFilter: ["lang"] });
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (!listeners.size) observer?.disconnect();
  };
}
