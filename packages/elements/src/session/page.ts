/** Who the elements of a page speak for, and to whom. */
export interface Configuration {
  /** The tenant's publishable key: `pk_test_…` or `pk_live_…`. */
  key: string;
  /** Asks the host's server for a token of whoever is signed in; null when nobody is. */
  getToken: () => Promise<string | null>;
  /** Where the API is, such as `https://api.example.com`. */
  baseUrl: string;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

interface Page {
  configuration?: Configuration;
  /** Fills placeholders with the elements that are defined. */
  mount?: (root?: ParentNode) => void;
  /** The session, as much of it as there is to know here. */
  session?: { configure: (configuration: Configuration) => void };
}

// Two plugins of one site may each bring a copy of this code. They meet here, so that the page still has one token, one
// cache and one live stream. The number is the version of what is shared: copies that differ in it keep apart.
const slot = Symbol.for("bursar.page.2");
const shared = globalThis as { [slot]?: Page };
shared[slot] ??= {};

export const page: Page = shared[slot];

/** Tells the elements of this page whom they serve. Calling it again starts afresh: someone else has signed in, or out. */
export function configure(configuration: Configuration): void {
  page.configuration = configuration;
  page.session?.configure(configuration);
}
