/**
 * Keeps what somebody reads where it is while something grows above it. Other browsers anchor by themselves; Safari
 * needs to be told. Call it before the change, and what it returns after it.
 */
export function keepPlace(row: Element | null | undefined): () => void {
  if (!row || CSS.supports("overflow-anchor", "auto")) return () => {};
  const { top } = row.getBoundingClientRect();
  // In view, new rows are what one wants to see.
  if (top >= 0) return () => {};
  return () => scrollBy(0, row.getBoundingClientRect().top - top);
}
