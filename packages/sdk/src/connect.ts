import { Api } from "./api.ts";
import { type Credentials, secretKeyCredentials, userCredentials } from "./credentials.ts";
import { Transport } from "./transport.ts";

interface SharedOptions {
  /** Where the API is, such as `https://api.example.com`. A path in it is kept. */
  baseUrl: string;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

/** On a server: the client acts for the tenant. */
export interface ServerOptions extends SharedOptions {
  /** `sk_test_…` or `sk_live_…`. */
  secretKey: string;
  publishableKey?: undefined;
  getToken?: undefined;
}

/** In a browser: the client acts for one signed-in user. */
export interface BrowserOptions extends SharedOptions {
  /** `pk_test_…` or `pk_live_…`: names the tenant, and may only be used on the origins on its list. */
  publishableKey: string;
  /**
   * Asks the host's server for a user token. It is called when there is none, shortly before one ends, and after one was
   * refused; what it throws reaches the caller as it is.
   *
   * @example
   * getToken: async () => (await (await fetch("/bursar-token")).json()).token
   */
  getToken: () => Promise<string>;
  secretKey?: undefined;
}

export type BursarOptions = ServerOptions | BrowserOptions;

/**
 * What resources ask through. In a browser every byte is waited for: `new Wallets(connectUser(options))` brings one
 * resource, where `new Bursar(options)` brings all of them. Throws as that does.
 *
 * @example
 * const { balance } = await new Wallets(connectUser(options)).retrieve({ currency: "UNIT" });
 */
export const connectUser = (options: BrowserOptions): Api =>
  connect(options, userCredentials(options.publishableKey, options.getToken));

export const connectServer = (options: ServerOptions): Api => connect(options, secretKeyCredentials(options.secretKey));

function connect({ baseUrl, fetch: own }: SharedOptions, credentials: Credentials): Api {
  return new Api(
    new Transport({
      credentials,
      baseUrl: normalized(baseUrl),
      // Looked up at each call, so that tests and tracers may replace the global one later.
      fetch: own ?? ((...request) => fetch(...request)),
    }),
  );
}

function normalized(baseUrl: string): string {
  // There is no default: a key that was meant for one API must never go to another, whose address was only forgotten.
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    throw new TypeError('Pass `baseUrl`: the address of your Bursar API, such as "https://api.example.com"');
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}
