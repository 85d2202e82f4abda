import type {
  AccessDecision,
  Attendance,
  Cancellation,
  Enrollment,
  EnrollmentInput,
  EnrollmentWithPayment,
  Event,
  Offering,
  OfferingStatus,
  Receipt,
  ReversalInput,
  StatementLine,
  User,
  Wallet,
} from "@bursar/sdk";
import {
  attendance,
  catalog,
  currencies,
  enrollments,
  events,
  holds,
  type ProblemCode,
  type ProblemFacts,
  transactions,
  users,
  wallets,
} from "@bursar/sdk/contract";
import { json, now, pageOf, problem, typedId } from "./answers.ts";
import { FakeEscrow } from "./fake-escrow.ts";
import { FakeWaitlist } from "./fake-waitlist.ts";

type CancellationInput = Partial<Record<"expectedRefund", number>> & {
  waiveRefund?: boolean;
  destination?: Cancellation["destinations"][number];
};

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Recorded {
  method: string;
  path: string;
  idempotencyKey: string | null;
  body: unknown;
}

type Answer = Response | undefined;

type Held = Pick<Wallet, "digits" | "balance"> & Partial<Wallet>;

interface Person {
  user: User;
  wallets: Map<string, Held>;
  /** Newest first. */
  lines: StatementLine[];
}

const user = "amina";

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

/** Stands in for the API and the host's token endpoint, in the page. Every answer is checked against the contract. */
export class FakeApi {
  static readonly baseUrl = "https://api.test";
  readonly requests: Recorded[] = [];
  readonly #me = newPerson(user);
  readonly #people = new Map([[user, this.#me]]);
  readonly #offerings = new Map<string, Offering>();
  readonly #entitled = new Map<string, Partial<AccessDecision>>();
  readonly #seen = new Map<string, Partial<OfferingStatus>>();
  readonly #enrollments: EnrollmentWithPayment[] = [];
  readonly #cancellations = new Map<string, Partial<Cancellation>>();
  readonly #attendance: Attendance[] = [];
  readonly #receipts = new Map<string, Partial<Receipt>>();
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #interventions: { method: Method; path: string; answer: () => Answer | Promise<Answer> }[] = [];
  readonly #outcomes = new Map<string, Response>();
  /** What is held, earned and paid out. */
  readonly escrow = new FakeEscrow(user, (request, work) => this.#once(request, work));
  /** Who waits for which places. */
  readonly waitlist = new FakeWaitlist(user, (request, work) => this.#once(request, work));
  #eventCount = 0;
  #lineCount = 0;
  signedIn = true;
  isAdmin = false;

  wallet(currency: string, balance: number, digits = 0, fields: Partial<Wallet> = {}): this {
    this.#me.wallets.set(currency, { digits, balance, ...fields });
    return this;
  }

  /** Somebody else, whom an admin may look at. */
  person(id: string, fields: Partial<User> = {}, held: Record<string, Held> = {}): this {
    this.#people.set(id, { ...newPerson(id, fields), wallets: new Map(Object.entries(held)) });
    return this;
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

  /** What the receipt of a transaction says besides what its line does. */
  receipt(id: string, fields: Partial<Receipt>): this {
    this.#receipts.set(id, fields);
    return this;
  }

  /** The same, with the event that tells of it. */
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
      version: this.#lineCount + 1,
    });
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
      payee: null,
      splitPlan: null,
      cancelledAt: null,
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

  entitle(offering: string, access: Partial<AccessDecision> = {}): this {
    this.#entitled.set(offering, access);
    return this;
  }

  /** What the user finds there: something in the way, few places, or a line to wait in. */
  find(offering: string, found: Partial<OfferingStatus>): this {
    this.#seen.set(offering, found);
    return this;
  }

  /** An enrollment of the signed-in user's; the newest. */
  enrollment(offering: string, fields: Partial<EnrollmentWithPayment> = {}): this {
    const id = typedId("enr", this.#enrollments.length + 1);
    this.#enrollments.unshift({ ...enrollment(offering), payment: null, id, ...fields });
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
    this.#cancellations.set(offering, fields);
    return this;
  }

  /** How the signed-in user attended a session. */
  attended(offering: string, fields: Partial<Attendance> = {}): this {
    const known = { host: false, minutes: 42, percent: 70, status: "attended", undecided: null, manual: null } as const;
    this.#attendance.unshift({ offering, user, ...known, ...fields });
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
    const [, , , resource, id] = path.split("/");
    const escrow = this.escrow.answer(request, path, body, this.isAdmin);
    if (escrow) return escrow;
    const waitlist = this.waitlist.answer(request, path, body);
    if (waitlist) return waitlist;
    if (path === "/v1/me/events") return this.#stream(request.signal);
    if (path === "/v1/me/enrollments" && request.method === "GET")
      return json(
        enrollments.listEnrollments.mine,
        pageOf(this.#enrollmentsOf(request), ({ id }) => id, request),
      );
    if (path === "/v1/me/enrollments") return this.#enroll(body as EnrollmentInput);
    if (path === "/v1/me/attendance")
      return json(
        attendance.listMyAttendance.mine,
        pageOf(this.#attendance, ({ offering }) => offering, request),
      );
    if (resource === "enrollments") return this.#ofEnrollment(request, path, body);
    if (path === "/v1/me/offerings")
      return json(
        enrollments.listOfferingStatuses.mine,
        pageOf(
          this.#matching(request).map((offering) => this.#statusOf(offering)),
          ({ offering }) => offering.id,
          request,
        ),
      );
    if (resource === "offerings" && id) return this.#status(id);
    if (path === "/v1/me")
      return json(users.retrieveMe, { ...this.#me.user, roles: [this.isAdmin ? "admin" : "learner"] });
    if (path === "/v1/currencies")
      return json(currencies.listCurrencies, {
        data: [...this.#me.wallets].map(([code, { digits }]) => ({ code, digits, createdAt: now })),
      });
    if (path.startsWith("/v1/offerings")) return this.#catalog(request, path, body);
    if (resource === "transactions" && path.startsWith("/v1/me/")) return this.#receipt(id ?? "");
    if (path.startsWith("/v1/me/wallets")) return this.#read(request, path, this.#me);
    return this.isAdmin ? this.#administer(request, path, body) : problem("auth.forbidden", { needs: "role admin" });
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

  /** The same key again gets the same outcome. */
  #once(request: Request, work: () => Response): Response {
    const key = request.headers.get("idempotency-key");
    if (!key) return problem("idempotency.key_missing", {});
    const outcome = this.#outcomes.get(key) ?? work();
    this.#outcomes.set(key, outcome);
    return outcome.clone();
  }

  #matching(request: Request): Offering[] {
    const { kind, search, includedIn } = Object.fromEntries(new URL(request.url).searchParams);
    return [...this.#offerings.values()].filter(
      (offering) =>
        (!kind || offering.kind === kind) &&
        (!search || `${offering.id} ${offering.title}`.toLowerCase().includes(search.toLowerCase())) &&
        (!includedIn || this.#offerings.get(includedIn)?.includes.includes(offering.id)),
    );
  }

  #enrollmentsOf(request: Request): EnrollmentWithPayment[] {
    const kind = new URL(request.url).searchParams.get("kind");
    return this.#enrollments.filter(({ offering }) => !kind || this.#offerings.get(offering)?.kind === kind);
  }

  #catalog(request: Request, path: string, body: unknown): Response {
    const [, , , id, , currency] = path.split("/");
    if (!id)
      return json(
        catalog.listOfferings,
        pageOf(this.#matching(request), ({ id }) => id, request),
      );
    const offering = this.#offerings.get(id);
    if (!offering) return problem("offering.not_found", {});
    if (request.method === "GET") return json(catalog.retrieveOffering, offering);
    if (!this.isAdmin) return problem("auth.forbidden", { needs: "role admin" });
    if (!currency) this.offering(id, body as Partial<Offering>);
    else {
      const prices = offering.prices.filter((price) => price.currency !== currency);
      const { digits = 0 } = this.#me.wallets.get(currency) ?? {};
      const { amount } = (body ?? {}) as { amount?: number };
      this.offering(id, { prices: amount ? [...prices, { currency, digits, amount, version: 2 }] : prices });
    }
    return json(catalog.setPrice, this.#offerings.get(id));
  }

  #status(id: string): Response {
    const offering = this.#offerings.get(id);
    if (!offering) return problem("offering.not_found", {});
    return json(enrollments.retrieveOfferingStatus.mine, this.#statusOf(offering));
  }

  #statusOf(known: Offering): OfferingStatus {
    const { id } = known;
    const offering = { ...known, prices: this.waitlist.pricesOf(known) };
    const entitled = this.#entitled.get(id);
    const allowed = entitled?.allowed ?? Boolean(entitled);
    return {
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
        ...entitled,
      },
      enrollment: allowed ? enrollment(id) : null,
      placesLeft: null,
      obstacle: offering.available ? null : { code: "offering.unavailable" },
      owned: 0,
      waitlist: null,
      ...this.waitlist.found(id),
      ...this.#seen.get(id),
      balances: offering.prices.map(({ currency, digits }) => ({
        currency,
        digits,
        balance: this.#me.wallets.get(currency)?.balance ?? 0,
      })),
      shortfall: null,
    };
  }

  #enroll({ offering: id, expectedPrice }: EnrollmentInput): Response {
    const offering = this.#offerings.get(id);
    if (!offering) return problem("offering.not_found", {});
    if (this.#statusOf(offering).access.allowed)
      return problem("enrollment.already_enrolled", { enrollment: typedId("enr") });
    if (!expectedPrice) throw new Error("An element must say which price it has shown");
    const { currency, amount: expected } = expectedPrice;
    const prices = this.waitlist.pricesOf(offering);
    const price = prices.find((price) => price.currency === currency);
    if (prices.length && !price) {
      const currencies = prices.map((price) => price.currency);
      return problem("price.currency_unavailable", { currency, currencies });
    }
    const amount = price?.amount ?? 0;
    if (expected !== amount) return problem("price.changed", { currency, expected, actual: amount });
    const available = price ? (this.#me.wallets.get(price.currency)?.balance ?? 0) : 0;
    if (price && available < amount) {
      return problem("wallet.insufficient_funds", { currency: price.currency, needed: amount, available });
    }
    this.entitle(id);
    this.waitlist.end(id, "accepted");
    if (price) this.wallet(price.currency, available - amount, price.digits);
    return json(enrollments.createEnrollment.mine, {
      ...enrollment(id),
      source: price ? "wallet" : "free",
      through: null,
      transaction: price ? typedId("txn") : null,
      balance: price ? { currency: price.currency, digits: price.digits, balance: available - amount } : null,
    });
  }

  #ofEnrollment(request: Request, path: string, body: unknown): Response {
    const [, , , , id, action] = path.split("/");
    const found = this.#enrollments.find((one) => one.id === id) ?? this.#entitledAs(id ?? "");
    if (!found) return problem("enrollment.not_found", {});
    if (action === "cancellation") {
      if (found.endedAt) return problem("enrollment.ended", { enrollmentStatus: found.status });
      return json(enrollments.previewCancellation.mine, this.#cancellationOf(found));
    }
    return this.#once(request, () => {
      if (action === "cancel") return this.#cancel(found, body as CancellationInput);
      const { payment } = found;
      if (!payment) return problem("hold.not_found", {});
      if (payment.status !== "held") return problem("hold.ended", { holdStatus: payment.status });
      if (payment.disputed) return problem("hold.disputed", {});
      if (action === "confirm") payment.status = "released";
      else payment.disputed = true;
      const { reason } = (body ?? {}) as { reason?: string };
      const isHeld = payment.status === "held";
      return json(holds.confirmDelivery.mine, {
        ...{ id: typedId("hold"), enrollment: found.id, offering: found.offering, user, payee: "teacher" },
        ...{ referrer: null, splitPlan: null, transaction: typedId("txn"), ...payment, refunded: 0 },
        held: isHeld ? payment.amount : 0,
        released: isHeld ? 0 : payment.amount,
        confirmedAt: isHeld ? null : now,
        dispute: reason ? { reason, at: now } : null,
        createdAt: now,
      });
    });
  }

  #cancellationOf({ id, offering, payment }: EnrollmentWithPayment): Cancellation {
    const paid = payment && { currency: payment.currency, digits: payment.digits, amount: payment.amount };
    return {
      enrollment: id,
      offering,
      paid,
      refund: paid,
      obstacle: null,
      destinations: ["lots"],
      refundableUntil: paid && "2026-12-04T09:30:00.000Z",
      keepsAccess: false,
      asOf: now,
      ...this.#cancellations.get(offering),
    };
  }

  #cancel(found: EnrollmentWithPayment, input: CancellationInput): Response {
    if (found.endedAt) return problem("enrollment.ended", { enrollmentStatus: found.status });
    const { refund, obstacle, destinations, keepsAccess } = this.#cancellationOf(found);
    const { expectedRefund, waiveRefund = false, destination = destinations[0] ?? "lots" } = input;
    if (!waiveRefund) {
      if (obstacle) return problem(obstacle.code, { closedAt: obstacle.closedAt } as never);
      const actual = refund?.amount ?? 0;
      if (expectedRefund === undefined) throw new Error("An element must say which refund it has shown");
      if (expectedRefund !== actual)
        return problem("refund.changed", { currency: refund?.currency ?? "", expected: expectedRefund, actual });
    }
    if (!keepsAccess) Object.assign(found, { status: "cancelled", endedAt: now });
    this.#entitled.delete(found.offering);
    const back = waiveRefund ? null : refund;
    if (back && found.payment) Object.assign(found.payment, { refunded: back.amount, status: "refunded" });
    const balance = (this.#me.wallets.get(back?.currency ?? "")?.balance ?? 0) + (back?.amount ?? 0);
    if (back) this.wallet(back.currency, balance, back.digits);
    return json(enrollments.cancelEnrollment.mine, {
      ...found,
      entitlements: [],
      refund: back && { ...back, destination, transaction: typedId("txn"), balance },
    });
  }

  /** The enrollment of which an offering's status tells. */
  #entitledAs(id: string): EnrollmentWithPayment | undefined {
    const [offering] = this.#entitled.keys();
    if (id !== typedId("enr") || !offering) return;
    const [price] = this.#offerings.get(offering)?.prices ?? [];
    const payment = price && ({ ...price, refunded: 0, status: "paid", disputed: false } as const);
    return { ...enrollment(offering), payment: payment ?? null };
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

function wallet({ user, wallets }: Person, currency: string): Wallet {
  const { digits, balance, ...fields } = wallets.get(currency) ?? { digits: 0, balance: 0 };
  const plain = { refundable: 0, promotional: 0, lots: [], frozen: null, asOf: now };
  return { user: user.id, currency, digits, balance, ...plain, ...fields };
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
