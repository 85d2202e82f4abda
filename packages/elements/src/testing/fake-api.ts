import type { Enrollment, EnrollmentInput, Event, Offering, OfferingStatus } from "@bursar/sdk";
import {
  catalog,
  enrollments,
  events,
  type Operation,
  type ProblemCode,
  type ProblemFacts,
  problems,
  wallets,
} from "@bursar/sdk/contract";

type Method = "GET" | "POST";

interface Recorded {
  method: string;
  path: string;
  idempotencyKey: string | null;
  body: unknown;
}

type Answer = Response | undefined;

const now = "2026-11-20T09:30:00.000Z";
const user = "amina";
const typedId = (prefix: string) => `${prefix}_01jd3f6q8reg5tm2y0v9k4wxab`;

/** Stands in for the API and the host's token endpoint, in the page. Every answer is checked against the contract. */
export class FakeApi {
  static readonly baseUrl = "https://api.test";
  readonly requests: Recorded[] = [];
  readonly #balances = new Map<string, { digits: number; balance: number }>();
  readonly #offerings = new Map<string, Offering>();
  readonly #entitled = new Set<string>();
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #interventions: { method: Method; path: string; answer: () => Answer | Promise<Answer> }[] = [];
  #eventCount = 0;
  signedIn = true;

  wallet(currency: string, balance: number, digits = 0): this {
    this.#balances.set(currency, { digits, balance });
    return this;
  }

  offering(id: string, fields: Partial<Offering> = {}): this {
    const offering = {
      id,
      kind: "course",
      title: "DOT HAZMAT",
      description: null,
      url: null,
      available: true,
      capacity: null,
      opensAt: null,
      closesAt: null,
      startsAt: null,
      endsAt: null,
      accessDays: null,
      includes: [],
      prerequisites: [],
      prices: [{ currency: "UNIT", digits: 0, amount: 50, version: 1 }],
      metadata: {},
      createdAt: now,
      updatedAt: now,
    } as const;
    this.#offerings.set(id, catalog.Offering.parse({ ...offering, ...this.#offerings.get(id), ...fields }));
    return this;
  }

  price(id: string, amount: number, currency = "UNIT", digits = 0): this {
    return this.offering(id, { prices: amount ? [{ currency, digits, amount, version: 1 }] : [] });
  }

  entitle(offering: string): this {
    this.#entitled.add(offering);
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
    const event = events.Event.parse({ id: typedId("evt"), user, createdAt: now, type, data });
    this.#send(`id: ${++this.#eventCount}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  reset(): void {
    this.#send(`id: ${++this.#eventCount}\nevent: reset\ndata: {}\n\n`);
  }

  get listeners(): number {
    return this.#streams.size;
  }

  received(method: Method, path: string): Recorded[] {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname } = new URL(request.url);
    const path = decodeURIComponent(pathname);
    const idempotencyKey = request.headers.get("idempotency-key");
    const body = request.method === "POST" ? await request.clone().json() : undefined;
    this.requests.push({ method: request.method, path, idempotencyKey, body });
    if (path === "/bursar-token")
      return this.signedIn ? Response.json({ token: "token" }) : new Response(null, { status: 204 });
    if (origin !== FakeApi.baseUrl) throw new Error(`Nothing answers at ${request.url}`);
    const index = this.#interventions.findIndex((next) => next.method === request.method && next.path === path);
    const [intervention] = index < 0 ? [] : this.#interventions.splice(index, 1);
    return (await intervention?.answer()) ?? this.#answer(request, path, body);
  };

  #answer(request: Request, path: string, body: unknown): Response {
    const [, , , resource, id] = path.split("/");
    if (path === "/v1/me/events") return this.#stream(request.signal);
    if (path === "/v1/me/enrollments") return this.#enroll(body as EnrollmentInput);
    if (resource === "offerings" && id) return this.#status(id);
    if (resource === "wallets" && id) return json(wallets.retrieveWallet.mine, this.#wallet(id));
    if (resource === "wallets")
      return json(wallets.listWallets.mine, { data: [...this.#balances.keys()].map((code) => this.#wallet(code)) });
    return problem("request.not_found", {});
  }

  #wallet(currency: string) {
    const { digits, balance } = this.#balances.get(currency) ?? { digits: 0, balance: 0 };
    return { user, currency, digits, balance, refundable: balance, promotional: 0, lots: [], frozen: null, asOf: now };
  }

  #status(id: string): Response {
    const offering = this.#offerings.get(id);
    if (!offering) return problem("offering.not_found", {});
    const allowed = this.#entitled.has(id);
    const status: OfferingStatus = {
      offering,
      access: {
        offering: id,
        user,
        allowed,
        reason: allowed ? "entitled" : "not_enrolled",
        source: allowed ? "wallet" : null,
        through: null,
        enrollment: allowed ? typedId("enr") : null,
        expiresAt: null,
        asOf: now,
      },
      enrollment: allowed ? enrollment(id) : null,
      placesLeft: null,
      obstacle: null,
      balances: offering.prices.map(({ currency, digits }) => ({
        currency,
        digits,
        balance: this.#balances.get(currency)?.balance ?? 0,
      })),
      shortfall: null,
    };
    return json(enrollments.retrieveOfferingStatus.mine, status);
  }

  #enroll({ offering: id, expectedPrice }: EnrollmentInput): Response {
    const offering = this.#offerings.get(id);
    if (!offering) return problem("offering.not_found", {});
    if (this.#entitled.has(id)) return problem("enrollment.already_enrolled", { enrollment: typedId("enr") });
    if (!expectedPrice) throw new Error("An element must say which price it has shown");
    const { currency, amount: expected } = expectedPrice;
    const price = offering.prices.find((price) => price.currency === currency);
    if (offering.prices.length && !price) {
      const currencies = offering.prices.map((price) => price.currency);
      return problem("price.currency_unavailable", { currency, currencies });
    }
    const amount = price?.amount ?? 0;
    if (expected !== amount) return problem("price.changed", { currency, expected, actual: amount });
    const available = price ? (this.#balances.get(price.currency)?.balance ?? 0) : 0;
    if (price && available < amount) {
      return problem("wallet.insufficient_funds", { currency: price.currency, needed: amount, available });
    }
    this.entitle(id);
    if (price) this.wallet(price.currency, available - amount, price.digits);
    return json(enrollments.createEnrollment.mine, {
      ...enrollment(id),
      source: price ? "wallet" : "free",
      through: null,
      transaction: price ? typedId("txn") : null,
      balance: price ? { currency: price.currency, digits: price.digits, balance: available - amount } : null,
    });
  }

  #stream(signal: AbortSignal): Response {
    let controller: ReadableStreamDefaultController<Uint8Array>;
    const close = () => void this.#streams.delete(controller);
    const body = new ReadableStream<Uint8Array>({
      start: (opened) => {
        controller = opened;
        this.#streams.add(controller);
        signal.addEventListener("abort", close);
      },
      cancel: close,
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  #send(message: string): void {
    for (const stream of this.#streams) stream.enqueue(new TextEncoder().encode(message));
  }
}

function json(operation: Pick<Operation, "response" | "status">, answer: unknown): Response {
  return Response.json(operation.response.parse(answer), { status: operation.status });
}

function problem<Code extends ProblemCode>(code: Code, facts: ProblemFacts<Code>): Response {
  const { status, title } = problems[code];
  const body = { type: `urn:bursar:problem:${code}`, title, status, code, requestId: "req_1", ...facts };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}

const enrollment = (offering: string): Enrollment => ({
  id: typedId("enr"),
  user,
  offering,
  status: "active",
  completionPercentage: 0,
  createdAt: now,
  completedAt: null,
  expiresAt: null,
  endedAt: null,
});
