import type {
  AccessDecision,
  Attendance,
  Cancellation,
  EnrollmentWithPayment,
  Event,
  Offering,
  OfferingStatus,
  Receipt,
  StatementLine,
  User,
  Wallet,
} from "@bursar/sdk";
import type { ProblemCode, ProblemFacts } from "@bursar/sdk/contract";
import { problem } from "./answers.ts";
import { FakeCatalog } from "./fake-catalog.ts";
import { FakeEnrollments } from "./fake-enrollments.ts";
import { FakeEscrow } from "./fake-escrow.ts";
import { FakeStream } from "./fake-stream.ts";
import { FakeWaitlist } from "./fake-waitlist.ts";
import { FakeWallets, type Held } from "./fake-wallets.ts";

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Recorded {
  method: string;
  path: string;
  idempotencyKey: string | null;
  body: unknown;
}

type Answer = Response | undefined;

const user = "amina";

/** The same key again gets the same outcome. */
function rememberOutcomes() {
  const outcomes = new Map<string, Response>();
  return (request: Request, work: () => Response): Response => {
    const key = request.headers.get("idempotency-key");
    if (!key) return problem("idempotency.key_missing", {});
    const outcome = outcomes.get(key) ?? work();
    outcomes.set(key, outcome);
    return outcome.clone();
  };
}

/** Stands in for the API and the host's token endpoint, in the page. Every answer is checked against the contract. */
export class FakeApi {
  static readonly baseUrl = "https://api.test";
  readonly requests: Recorded[] = [];
  readonly #interventions: { method: Method; path: string; answer: () => Answer | Promise<Answer> }[] = [];
  readonly #once = rememberOutcomes();
  readonly #stream = new FakeStream(user);
  readonly #wallets = new FakeWallets(user, this.#once);
  readonly #catalog = new FakeCatalog((currency) => this.#wallets.held(currency)?.digits ?? 0);
  /** What is held, earned and paid out. */
  readonly escrow = new FakeEscrow(user, this.#once);
  /** Who waits for which places. */
  readonly waitlist = new FakeWaitlist(user, this.#once);
  readonly #enrollments = new FakeEnrollments(user, this.#once, {
    catalog: this.#catalog,
    wallets: this.#wallets,
    waitlist: this.waitlist,
  });
  signedIn = true;
  isAdmin = false;

  wallet(currency: string, balance: number, digits = 0, fields: Partial<Wallet> = {}): this {
    this.#wallets.set(currency, { digits, balance, ...fields });
    return this;
  }

  /** Somebody else, whom an admin may look at. */
  person(id: string, fields: Partial<User> = {}, held: Record<string, Held> = {}): this {
    this.#wallets.person(id, fields, held);
    return this;
  }

  /** A transaction in a wallet of the signed-in user; the newest. */
  transaction(currency: string, amount: number, fields: Partial<StatementLine> = {}): StatementLine {
    return this.#wallets.transaction(currency, amount, fields);
  }

  /** What the receipt of a transaction says besides what its line does. */
  receipt(id: string, fields: Partial<Receipt>): this {
    this.#wallets.receipt(id, fields);
    return this;
  }

  /** A transaction, with the event that tells of it. */
  post(currency: string, amount: number, fields: Partial<StatementLine> = {}): void {
    const {
      id: transaction,
      type: transactionType,
      digits,
      balanceAfter: balance,
    } = this.transaction(currency, amount, fields);
    this.emit("transaction.posted", {
      transaction,
      transactionType,
      currency,
      digits,
      amount,
      balance,
      version: this.#wallets.version,
    });
  }

  offering(id: string, fields: Partial<Offering> = {}): this {
    this.#catalog.set(id, fields);
    return this;
  }

  price(id: string, amount: number, currency = "UNIT", digits = 0): this {
    return this.offering(id, { prices: amount ? [{ currency, digits, amount, version: 1 }] : [] });
  }

  entitle(offering: string, access: Partial<AccessDecision> = {}): this {
    this.#enrollments.entitle(offering, access);
    return this;
  }

  /** What the user finds there: something in the way, few places, or a line to wait in. */
  find(offering: string, found: Partial<OfferingStatus>): this {
    this.#enrollments.find(offering, found);
    return this;
  }

  /** An enrollment of the signed-in user's; the newest. */
  enrollment(offering: string, fields: Partial<EnrollmentWithPayment> = {}): this {
    this.#enrollments.add(offering, fields);
    return this;
  }

  /** The same, paid for. */
  purchase(
    offering: string,
    amount: number,
    payment: Partial<EnrollmentWithPayment["payment"]> = {},
    fields: Partial<EnrollmentWithPayment> = {},
  ): this {
    const paid = { currency: "UNIT", digits: 0, amount, refunded: 0, status: "paid", disputed: false } as const;
    return this.enrollment(offering, { payment: { ...paid, ...payment }, ...fields });
  }

  /** What cancelling an enrollment in that offering would do, where it is not "all of it comes back". */
  cancellation(offering: string, fields: Partial<Cancellation>): this {
    this.#enrollments.cancellation(offering, fields);
    return this;
  }

  /** How the signed-in user attended a session. */
  attended(offering: string, fields: Partial<Attendance> = {}): this {
    this.#enrollments.attended(offering, fields);
    return this;
  }

  /** Answers the next such request in another way; once. */
  next(method: Method, path: string, answer: () => Answer | Promise<Answer>): this {
    this.#interventions.push({ method, path, answer });
    return this;
  }

  refuse<Code extends ProblemCode>(method: Method, path: string, code: Code, facts: ProblemFacts<Code>): this {
    return this.next(method, path, () => problem(code, facts));
  }

  /** Lets the next such request wait until the returned function is called. */
  hold(method: Method, path: string): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.next(method, path, () => promise);
    return () => resolve(undefined);
  }

  /** The work is done, and the answer is lost. */
  lose(method: Method, path: string): this {
    return this.next(method, path, () => {
      throw new TypeError("Failed to fetch");
    });
  }

  /** Sends an event to whoever listens. */
  emit<Type extends Event["type"]>(type: Type, data: Extract<Event, { type: Type }>["data"]): void {
    this.#stream.emit(type, data);
  }

  reset(): void {
    this.#stream.reset();
  }

  get listeners(): number {
    return this.#stream.listeners;
  }

  received(method: Method, path: string): Recorded[] {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname } = new URL(request.url);
    const path = decodeURIComponent(pathname);
    const idempotencyKey = request.headers.get("idempotency-key");
    const sent = await request.clone().text();
    const body = sent ? JSON.parse(sent) : undefined;
    this.requests.push({ method: request.method, path, idempotencyKey, body });
    if (path === "/bursar-token")
      return this.signedIn ? Response.json({ token: "token" }) : new Response(null, { status: 204 });
    if (origin !== FakeApi.baseUrl) throw new Error(`Nothing answers at ${request.url}`);
    const index = this.#interventions.findIndex((next) => next.method === request.method && next.path === path);
    const [intervention] = index < 0 ? [] : this.#interventions.splice(index, 1);
    return (await intervention?.answer()) ?? this.#answer(request, path, body);
  };

  #answer(request: Request, path: string, body: unknown): Response {
    if (path === "/v1/me/events") return this.#stream.open(request.signal);
    return (
      this.escrow.answer(request, path, body, this.isAdmin) ??
      this.waitlist.answer(request, path, body) ??
      this.#enrollments.answer(request, path, body) ??
      this.#catalog.answer(request, path, body, this.isAdmin) ??
      this.#wallets.answer(request, path, body, this.isAdmin) ??
      problem("auth.forbidden", { needs: "role admin" })
    );
  }
}
