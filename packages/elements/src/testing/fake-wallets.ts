import type { Receipt, ReversalInput, StatementLine, User, Wallet } from "@bursar/sdk";
import { currencies, transactions, users, wallets } from "@bursar/sdk/contract";
import { json, now, pageOf, problem, typedId } from "./answers.ts";

type Once = (request: Request, work: () => Response) => Response;

export type Held = Pick<Wallet, "digits" | "balance"> & Partial<Wallet>;

interface Person {
  user: User;
  wallets: Map<string, Held>;
  /** Newest first. */
  lines: StatementLine[];
}

function newPerson(id: string, fields: Partial<User> = {}): Person {
  const about = {
    id,
    name: null,
    email: null,
    locale: null,
    referrer: null,
    metadata: {},
    createdAt: now,
    updatedAt: now,
  };
  return { user: { ...about, ...fields }, wallets: new Map(), lines: [] };
}

/** The part of the API in which people have wallets, and admins look after them. */
export class FakeWallets {
  readonly #me: Person;
  readonly #people: Map<string, Person>;
  readonly #receipts = new Map<string, Partial<Receipt>>();
  readonly #once: Once;
  #lineCount = 0;

  constructor(user: string, once: Once) {
    this.#me = newPerson(user);
    this.#people = new Map([[user, this.#me]]);
    this.#once = once;
  }

  /** A wallet of the signed-in user's. */
  set(currency: string, held: Held): void {
    this.#me.wallets.set(currency, held);
  }

  /** What the signed-in user has in a currency, if anything ever. */
  held(currency: string): Held | undefined {
    return this.#me.wallets.get(currency);
  }

  /** Somebody else, whom an admin may look at. */
  person(id: string, fields: Partial<User>, held: Record<string, Held>): void {
    this.#people.set(id, { ...newPerson(id, fields), wallets: new Map(Object.entries(held)) });
  }

  /** A transaction in a wallet of this user, by default the signed-in one; the newest. */
  transaction(
    currency: string,
    amount: number,
    fields: Partial<StatementLine> = {},
    { user: owner, wallets, lines } = this.#me,
  ): StatementLine {
    const held = wallets.get(currency) ?? { digits: 0, balance: 0 };
    wallets.set(currency, { ...held, balance: held.balance + amount });
    const line = {
      id: typedId("txn", ++this.#lineCount),
      type: amount < 0 ? "spend" : "top_up",
      status: "posted",
      actor: "key:key_1",
      reason: null,
      reference: null,
      description: null,
      about: null,
      pendingUntil: null,
      metadata: {},
      createdAt: new Date(Date.parse(now) + this.#lineCount * 60_000).toISOString(),
      user: owner.id,
      currency,
      digits: held.digits,
      amount,
      balanceAfter: held.balance + amount,
      ...fields,
    } as const;
    lines.unshift(line);
    return line;
  }

  /** How often the signed-in user's wallet has changed. */
  get version(): number {
    return this.#lineCount + 1;
  }

  /** What the receipt of a transaction says besides what its line does. */
  receipt(id: string, fields: Partial<Receipt>): void {
    this.#receipts.set(id, fields);
  }

  /** Nothing for what is none of its business, or of nobody's who is not an admin. */
  answer(request: Request, path: string, body: unknown, isAdmin: boolean): Response | undefined {
    const [, , me, resource, id] = path.split("/");
    if (path === "/v1/me") return json(users.retrieveMe, { ...this.#me.user, roles: [isAdmin ? "admin" : "learner"] });
    if (path === "/v1/currencies")
      return json(currencies.listCurrencies, {
        data: [...this.#me.wallets].map(([code, { digits }]) => ({ code, digits, createdAt: now })),
      });
    if (me === "me" && resource === "transactions") return this.#receipt(id ?? "");
    if (me === "me" && resource === "wallets") return this.#read(request, path, this.#me);
    return isAdmin ? this.#administer(request, path, body) : undefined;
  }

  /** A person's wallets, one of them, or its statement. */
  #read(request: Request, path: string, person: Person): Response {
    const [currency, statement] = path.split("/wallets")[1]?.split("/").slice(1) ?? [];
    if (!currency)
      return json(wallets.listWallets.mine, { data: [...person.wallets.keys()].map((code) => wallet(person, code)) });
    if (!statement) return json(wallets.retrieveWallet.mine, wallet(person, currency));
    const lines = person.lines.filter((line) => line.currency === currency);
    return json(
      transactions.listTransactions.mine,
      pageOf(lines, ({ id }) => id, request),
    );
  }

  #receipt(id: string): Response {
    const line = this.#me.lines.find((line) => line.id === id);
    if (!line) return problem("transaction.not_found", {});
    const reversals = this.#me.lines.filter(({ about, type }) => about === id && type === "reversal").toReversed();
    const given = reversals.map(({ id, amount, reason, createdAt }) => ({
      id,
      amount: Math.abs(amount),
      reason,
      createdAt,
    }));
    return json(transactions.retrieveReceipt.mine, {
      ...line,
      issuer: "Nile Academy",
      userName: this.#me.user.name,
      parts: [{ funding: "paid", amount: line.amount }],
      offering: null,
      reversed: given.reduce((sum, { amount }) => sum + amount, 0),
      reversals: given,
      ...this.#receipts.get(id),
    });
  }

  #administer(request: Request, path: string, body: unknown): Response {
    const [, , resource, id, child, currency, action] = path.split("/");
    if (resource === "users" && !id) return this.#search(request);
    if (resource === "transactions" && id) return this.#once(request, () => this.#reverse(id, body as ReversalInput));
    const person = this.#people.get(id ?? "");
    if (!person) return problem("user.not_found", {});
    if (child === "wallets" && currency && action === "top-ups")
      return this.#once(request, () => {
        const { amount, reason } = body as { amount: number; reason: string };
        return json(transactions.topUpUser, this.transaction(currency, amount, { reason }, person));
      });
    if (child === "wallets" && currency && action === "freeze") {
      const { reason = null } = (body ?? {}) as { reason?: string };
      const held = person.wallets.get(currency) ?? { digits: 0, balance: 0 };
      person.wallets.set(currency, { ...held, frozen: reason === null ? null : { reason, since: now } });
      return json(wallets.freezeWallet, wallet(person, currency));
    }
    return this.#read(request, path, person);
  }

  #search(request: Request): Response {
    const search = new URL(request.url).searchParams.get("search")?.toLowerCase() ?? "";
    const found = [...this.#people.values()]
      .filter(({ user }) => [user.id, user.name, user.email].some((text) => text?.toLowerCase().includes(search)))
      .map(({ user, wallets }) => ({
        ...user,
        balances: [...wallets].map(([currency, { digits, balance }]) => ({ currency, digits, balance })),
      }));
    return json(
      users.listUsers,
      pageOf(found, ({ id }) => id, request),
    );
  }

  #reverse(id: string, { amount: given, reason }: ReversalInput): Response {
    for (const person of this.#people.values()) {
      const line = person.lines.find((line) => line.id === id);
      if (!line) continue;
      const amount = given ?? Math.abs(line.amount);
      const remaining = line.status === "reversed" ? 0 : Math.abs(line.amount);
      if (amount > remaining) return problem("transaction.reversal_exceeds_original", { remaining });
      line.status = amount === remaining ? "reversed" : "partially_reversed";
      const fields = { type: "reversal", reason, about: id } as const;
      return json(
        transactions.reverseTransaction,
        this.transaction(line.currency, -Math.sign(line.amount) * amount, fields, person),
      );
    }
    return problem("transaction.not_found", {});
  }
}

function wallet({ user, wallets }: Person, currency: string): Wallet {
  const { digits, balance, ...fields } = wallets.get(currency) ?? { digits: 0, balance: 0 };
  const plain = { refundable: 0, promotional: 0, lots: [], frozen: null, asOf: now };
  return { user: user.id, currency, digits, balance, ...plain, ...fields };
}
