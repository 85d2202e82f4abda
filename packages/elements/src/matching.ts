/** Those in the tree that match, its root included. */
export function* matching(root: ParentNode, selector: string): Iterable<HTMLElement> {
  if (root instanceof HTMLElement && root.matches(selector)) yield root;
  yield* root.querySelectorAll<HTMLElement>(selector);
}
