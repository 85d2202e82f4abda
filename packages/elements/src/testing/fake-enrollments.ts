import type {
  AccessDecision,
  Attendance,
  Cancellation,
  Enrollment,
  EnrollmentInput,
  EnrollmentWithPayment,
  Offering,
  OfferingStatus,
} from "@bursar/sdk";
import { attendance, enrollments, holds } from "@bursar/sdk/contract";
import { json, now, pageOf, problem, typedId } from "./answers.ts";
import type { FakeCatalog } from "./fake-catalog.ts";
import type { FakeWaitlist } from "./fake-waitlist.ts";
import type { FakeWallets } from "./fake-wallets.ts";

type Once = (request: Request, work: () => Response) => Response;

type CancellationInput = Partial<Record<"expectedRefund", number>> & {
  waiveRefund?: boolean;
  destination?: Cancellation["destinations"][number];
};

interface Parts {
  catalog: FakeCatalog;
  wallets: FakeWallets;
  waitlist: FakeWaitlist;
}

/** The part of the API in which the user is enrolled, may enter, attends and leaves. */
export class FakeEnrollments {
  readonly #user: string;
  readonly #once: Once;
  readonly #catalog: FakeCatalog;
  readonly #wallets: FakeWallets;
  readonly #waitlist: FakeWaitlist;
  readonly #entitled = new Map<string, Partial<AccessDecision>>();
  readonly #seen = new Map<string, Partial<OfferingStatus>>();
  /** Newest first. */
  readonly #enrollments: EnrollmentWithPayment[] = [];
  readonly #cancellations = new Map<string, Partial<Cancellation>>();
  readonly #attendance: Attendance[] = [];

  constructor(user: string, once: Once, { catalog, wallets, waitlist }: Parts) {
    this.#user = user;
    this.#once = once;
    this.#catalog = catalog;
    this.#wallets = wallets;
    this.#waitlist = waitlist;
  }

  entitle(offering: string, access: Partial<AccessDecision>): void {
    this.#entitled.set(offering, access);
  }

  find(offering: string, found: Partial<OfferingStatus>): void {
    this.#seen.set(offering, found);
  }

  add(offering: string, fields: Partial<EnrollmentWithPayment>): void {
    const id = typedId("enr", this.#enrollments.length + 1);
    this.#enrollments.unshift({ ...this.#enrollmentIn(offering), payment: null, id, ...fields });
  }

  cancellation(offering: string, fields: Partial<Cancellation>): void {
    this.#cancellations.set(offering, fields);
  }

  attended(offering: string, fields: Partial<Attendance>): void {
    const known = { host: false, minutes: 42, percent: 70, status: "attended", undecided: null, manual: null } as const;
    this.#attendance.unshift({ offering, user: this.#user, ...known, ...fields });
  }

  /** Nothing for what is none of its business. */
  answer(request: Request, path: string, body: unknown): Response | undefined {
    const [, , me, resource, id] = path.split("/");
    if (me !== "me") return undefined;
    if (resource === "enrollments" && id) return this.#ofEnrollment(request, path, body);
    if (resource === "enrollments")
      return request.method === "GET" ? this.#list(request) : this.#enroll(body as EnrollmentInput);
    if (resource === "attendance")
      return json(
        attendance.listMyAttendance.mine,
        pageOf(this.#attendance, ({ offering }) => offering, request),
      );
    if (resource === "offerings") return id ? this.#status(id) : this.#statuses(request);
    return undefined;
  }

  #list(request: Request): Response {
    const kind = new URL(request.url).searchParams.get("kind");
    const found = this.#enrollments.filter(({ offering }) => !kind || this.#catalog.get(offering)?.kind === kind);
    return json(
      enrollments.listEnrollments.mine,
      pageOf(found, ({ id }) => id, request),
    );
  }

  #statuses(request: Request): Response {
    return json(
      enrollments.listOfferingStatuses.mine,
      pageOf(
        this.#catalog.matching(request).map((offering) => this.#statusOf(offering)),
        ({ offering }) => offering.id,
        request,
      ),
    );
  }

  #status(id: string): Response {
    const offering = this.#catalog.get(id);
    if (!offering) return problem("offering.not_found", {});
    return json(enrollments.retrieveOfferingStatus.mine, this.#statusOf(offering));
  }

  #statusOf(known: Offering): OfferingStatus {
    const { id } = known;
    const offering = { ...known, prices: this.#waitlist.pricesOf(known) };
    const entitled = this.#entitled.get(id);
    const allowed = entitled?.allowed ?? Boolean(entitled);
    return {
      offering,
      access: {
        offering: id,
        user: this.#user,
        allowed,
        reason: allowed ? "entitled" : "not_enrolled",
        source: allowed ? "wallet" : null,
        through: null,
        enrollment: allowed ? typedId("enr") : null,
        expiresAt: null,
        asOf: now,
        ...entitled,
      },
      enrollment: allowed ? this.#enrollmentIn(id) : null,
      placesLeft: null,
      obstacle: offering.available ? null : { code: "offering.unavailable" },
      owned: 0,
      waitlist: null,
      ...this.#waitlist.found(id),
      ...this.#seen.get(id),
      balances: offering.prices.map(({ currency, digits }) => ({
        currency,
        digits,
        balance: this.#wallets.held(currency)?.balance ?? 0,
      })),
      shortfall: null,
    };
  }

  #enroll({ offering: id, expectedPrice }: EnrollmentInput): Response {
    const offering = this.#catalog.get(id);
    if (!offering) return problem("offering.not_found", {});
    if (this.#statusOf(offering).access.allowed)
      return problem("enrollment.already_enrolled", { enrollment: typedId("enr") });
    if (!expectedPrice) throw new Error("An element must say which price it has shown");
    const { currency, amount: expected } = expectedPrice;
    const prices = this.#waitlist.pricesOf(offering);
    const price = prices.find((price) => price.currency === currency);
    if (prices.length && !price) {
      const currencies = prices.map((price) => price.currency);
      return problem("price.currency_unavailable", { currency, currencies });
    }
    const amount = price?.amount ?? 0;
    if (expected !== amount) return problem("price.changed", { currency, expected, actual: amount });
    const available = price ? (this.#wallets.held(price.currency)?.balance ?? 0) : 0;
    if (price && available < amount) {
      return problem("wallet.insufficient_funds", { currency: price.currency, needed: amount, available });
    }
    this.#entitled.set(id, {});
    this.#waitlist.end(id, "accepted");
    if (price) this.#wallets.set(price.currency, { digits: price.digits, balance: available - amount });
    return json(enrollments.createEnrollment.mine, {
      ...this.#enrollmentIn(id),
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
        ...{ id: typedId("hold"), enrollment: found.id, offering: found.offering, user: this.#user, payee: "teacher" },
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
    const balance = (this.#wallets.held(back?.currency ?? "")?.balance ?? 0) + (back?.amount ?? 0);
    if (back) this.#wallets.set(back.currency, { digits: back.digits, balance });
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
    const [price] = this.#catalog.get(offering)?.prices ?? [];
    const payment = price && ({ ...price, refunded: 0, status: "paid", disputed: false } as const);
    return { ...this.#enrollmentIn(offering), payment: payment ?? null };
  }

  #enrollmentIn(offering: string): Enrollment {
    const times = { createdAt: now, completedAt: null, expiresAt: null, endedAt: null };
    return { id: typedId("enr"), user: this.#user, offering, status: "active", completionPercentage: 0, ...times };
  }
}
