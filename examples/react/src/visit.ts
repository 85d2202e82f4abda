import type { Course } from "../courses.ts";

/** What the server knows when it renders the page, and tells the browser: nothing in it is secret. */
export interface Visit {
  /** Where Bursar's API is. */
  apiUrl: string;
  publishableKey: string;
  path: string;
  /** The id of whoever is signed in. */
  person: string | null;
  people: { id: string; name: string }[];
  courses: Course[];
}
