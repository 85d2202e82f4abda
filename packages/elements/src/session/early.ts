type AttributeOf = (name: string) => string | null;

const wallet = (of: AttributeOf) =>
  of("currency") ? `wallets/${encodeURIComponent(of("currency") ?? "")}` : "wallets";
const statement = (of: AttributeOf, query = "") =>
  of("currency") ? [`${wallet(of)}/transactions${query}`] : ["wallets"];
const offering = (of: AttributeOf) => (of("offering") ? [`offerings/${encodeURIComponent(of("offering") ?? "")}`] : []);

/** What each element asks of `/v1/me` first. One that is not here asks when its code has come. */
const firstAsked: Record<string, (attributeOf: AttributeOf) => string[]> = {
  balance: (of) => [wallet(of)],
  wallet: (of) => [...new Set([wallet(of), ...statement(of, "?limit=3")])],
  transactions: (of) => statement(of),
  enrollments: () => ["enrollments?limit=20"],
  "enroll-button": offering,
  "enrollment-gate": offering,
};

// Over HTTP/1.1 a browser has six connections to the API, and the code needs some of them.
const requestsMax = 4;

/** Asks the API for what elements will ask it first, while their code is still on its way. */
export class Early {
  readonly #answers = new Map<string, Promise<Response>>();
  readonly #url: (path: string) => string;
  readonly #token: Promise<string | null>;

  constructor(key: string, baseUrl: string, token: Promise<string | null>) {
    this.#token = token;
    this.#url = (path) => {
      const url = new URL(`v1/me/${path}`, baseUrl);
      url.searchParams.set("key", key);
      return url.href;
    };
  }

  ask(element: string, attributeOf: AttributeOf): void {
    for (const url of (firstAsked[element]?.(attributeOf) ?? []).map(this.#url)) {
      if (this.#answers.has(url) || this.#answers.size >= requestsMax) continue;
      const answer = this.#ask(url);
      answer.catch(() => {});
      this.#answers.set(url, answer);
    }
  }

  async #ask(url: string): Promise<Response> {
    const token = await this.#token;
    if (!token) throw new Error("Nobody is signed in");
    const headers = { accept: "application/json", authorization: `Bearer ${token}` };
    return fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
  }

  /** Gives each early answer once; whatever went wrong with it, asking in the usual way will tell. */
  readonly fetch: typeof fetch = (input, init) => {
    const url = String(input);
    const answer = this.#answers.get(url)?.catch(() => fetch(input, init));
    this.#answers.delete(url);
    return answer ?? fetch(input, init);
  };
}
