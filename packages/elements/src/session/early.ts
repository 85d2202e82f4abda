type AttributeOf = (name: string) => string | null;

const wallet = (of: AttributeOf) => (of("currency") ? `wallets/${of("currency")}` : "wallets");
const statement = (of: AttributeOf, query = "") =>
  of("currency") ? [`${wallet(of)}/transactions${query}`] : ["wallets"];
const offering = (of: AttributeOf) => (of("offering") ? [`offerings/${encodeURIComponent(of("offering") ?? "")}`] : []);

const kind = (of: AttributeOf) => (of("kind") ? `kind=${of("kind")}&` : "");

/** What each element asks of `/v1/me` first. One that is not here asks when its code has come. */
const firstAsked: Record<string, (attributeOf: AttributeOf) => string[]> = {
  balance: (of) => [wallet(of)],
  wallet: (of) => [...new Set([wallet(of), ...statement(of, "?limit=3")])],
  transactions: (of) => statement(of),
  receipt: (of) => (of("transaction") ? [`transactions/${encodeURIComponent(of("transaction") ?? "")}/receipt`] : []),
  catalog: (of) => (of("search") || of("included-in") ? [] : [`offerings?${kind(of)}limit=12`]),
  enrollments: (of) => [`enrollments?${kind(of)}limit=20`],
  earnings: () => ["earnings"],
  "enroll-button": offering,
  "enrollment-gate": offering,
};

/**
 * Asks the API for what elements will ask it first, while their code is still on its way: all in one request, and one that
 * browsers send at once. With the token in a header they would ask first whether they may.
 */
export class Early {
  readonly #answers = new Map<string, Promise<Response>>();
  readonly #planned = new Set<string>();
  readonly #url: (path: string) => string;
  readonly #token: string | Promise<string | null>;

  constructor(key: string, baseUrl: string, token: string | Promise<string | null>) {
    this.#token = token;
    this.#url = (path) => {
      const url = new URL(`v1/me/${path}`, baseUrl);
      url.searchParams.set("key", key);
      return url.href;
    };
  }

  plan(element: string, attributeOf: AttributeOf): void {
    for (const path of firstAsked[element]?.(attributeOf) ?? []) {
      if (!this.#answers.has(this.#url(path))) this.#planned.add(path);
    }
  }

  /** Asks for what was planned. */
  send(): void {
    if (!this.#planned.size) return;
    const paths = [...this.#planned];
    this.#planned.clear();
    const ask = async (token: string | null) => {
      if (!token) throw new Error("Nobody is signed in");
      const body = new URLSearchParams([["access_token", token], ...paths.map((path) => ["path", path])]);
      const answer = await fetch(this.#url("reads"), { method: "POST", body, signal: AbortSignal.timeout(10_000) });
      return (await answer.json()) as Record<string, unknown>;
    };
    const answers = typeof this.#token === "string" ? ask(this.#token) : this.#token.then(ask);
    for (const path of paths) {
      const answer = answers.then(({ [path]: body }) => {
        const text = JSON.stringify(body);
        // Nobody has to wait for a stream to read what is here: the page would show a placeholder for a frame.
        return Object.assign(Response.json(body), { text: async () => text });
      });
      answer.catch(() => {});
      this.#answers.set(this.#url(path), answer);
    }
  }

  /** Gives each early answer once; whatever went wrong with it, asking in the usual way will tell. */
  readonly fetch: typeof fetch = (input, init) => {
    const url = String(input);
    const answer = this.#answers.get(url)?.catch(() => fetch(input, init));
    this.#answers.delete(url);
    return answer ?? fetch(input, init);
  };
}
