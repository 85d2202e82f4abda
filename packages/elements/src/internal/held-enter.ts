/** A key that is still held from the field before must not confirm. */
export function heldEnter(event: KeyboardEvent): void {
  if (event.repeat && event.key === "Enter") event.preventDefault();
}
