import type { Language, words } from "./words.ts";

/** What every page of the site is given. */
export interface PageProps {
  language: Language;
  text: (typeof words)[Language];
  /** Called with the id of what somebody has enrolled in. */
  onEnrolled: (offering: string) => void;
}
