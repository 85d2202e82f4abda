/** What the button shows, and what it can do. */
export interface View {
  state:
    | "loading"
    | "failed"
    | "signed-out"
    | "unavailable"
    | "full"
    | "waiting"
    | "enrolled"
    | "short"
    | "ready"
    | "busy";
  /** The element's own word for it; the host may slot another. */
  label: string;
  price?: string;
  note?: string;
  /** Whether the note tells of trouble. */
  isBad?: boolean;
  href?: string | null;
  /** How the button looks, where its state does not say it. */
  look?: string;
}
