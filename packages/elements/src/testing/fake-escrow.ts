import type { Earnings, EarningsLine, Hold, HoldAge, Payout, PayoutBatch } from "@bursar/sdk";
import { holds, payouts } from "@bursar/sdk/contract";
import { json, now, pageOf, problem, typedId } from "./answers.ts";

type Once = (request: Request, work: () => Response) => Response;

const ended = { pay: "paid", fail: "failed", reject: "rejected" } as const;
const idOf = ({ id }: { id: string }) => id;

/** The part of the API in which money is held, earned and paid out. */
export class FakeEscrow {
  readonly #user: string;
  readonly #once: Once;
  readonly #earnings = new Map<string, Earnings>();
  /** Newest first. */
  readonly #lines: EarningsLine[] = [];
  readonly #payouts: Payout[] = [];
  readonly #holds: Hold[] = [];
  readonly #ages: HoldAge[] = [];
  readonly #batches: string[] = [];
  #count = 0;
  /** More than this needs an approval. */
  approvalAbove = Number.POSITIVE_INFINITY;

  constructor(user: string, once: Once) {
    this.#user = user;
    this.#once = once;
  }

  /** What the signed-in user has earned in a currency. */
  earnings(currency: string, fields: Partial<Earnings> = {}): this {
    const nothing = { digits: 0, held: 0, maturing: 0, available: 0, underWay: 0, paid: 0, owed: 0 };
    const rest = { balance: 0, payoutMinimum: 0, nextAvailableAt: null };
    const known = this.#earnings.get(currency);
    this.#earnings.set(currency, { user: this.#user, currency, ...nothing, ...rest, ...known, ...fields });
    return this;
  }

  /** A line of their statement; the newest. */
  line(currency: string, amount: number, fields: Partial<EarningsLine> = {}): this {
    const { digits = 0, balance = 0 } = this.#earnings.get(currency) ?? {};
    this.earnings(currency, { balance: balance + amount });
    const about = { reference: null, reason: null, availableAt: null, createdAt: now };
    const type = amount < 0 ? "payout" : "release";
    const line = { id: typedId("txn", ++this.#count), type, currency, digits, amount, ...about } as const;
    this.#lines.unshift({ ...line, balanceAfter: balance + amount, ...fields });
    return this;
  }

  /** A payout, by default one of the signed-in user's that is approved; the newest. */
  payout(fields: Partial<Payout> = {}): Payout {
    const user = fields.user ?? this.#user;
    const payout: Payout = {
      id: typedId("pay", ++this.#count),
      user,
      currency: "EGP",
      digits: 2,
      amount: 50_000,
      status: "approved",
      destination: "+20 100 123 4567",
      needsApproval: fields.status === "requested",
      requestedBy: `user:${user}`,
      decidedBy: null,
      reason: null,
      reference: null,
      batch: null,
      transaction: typedId("txn"),
      createdAt: now,
      updatedAt: now,
      ...fields,
    };
    this.#payouts.unshift(payout);
    return payout;
  }

  /** Money in escrow that a learner disputes; the newest. */
  hold(fields: Partial<Hold> = {}): Hold {
    const amount = fields.amount ?? 20_000;
    const hold: Hold = {
      id: typedId("hold", ++this.#count),
      enrollment: typedId("enr"),
      offering: "webinar-1",
      user: "42",
      payee: "teacher-7",
      referrer: null,
      splitPlan: null,
      transaction: typedId("txn"),
      currency: "EGP",
      digits: 2,
      amount,
      held: amount,
      released: 0,
      refunded: 0,
      status: "held",
      confirmedAt: null,
      dispute: { reason: "Nobody came", at: now },
      createdAt: now,
      ...fields,
    };
    this.#holds.unshift(hold);
    return hold;
  }

  age(daysMin: number, daysMax: number | null, held: number, fields: Partial<HoldAge> = {}): this {
    this.#ages.push({ currency: "EGP", digits: 2, daysMin, daysMax, holds: held ? 1 : 0, held, ...fields });
    return this;
  }

  /** Nothing for what is none of its business. */
  answer(request: Request, path: string, body: unknown, isAdmin: boolean): Response | undefined {
    const mine = path.startsWith("/v1/me/");
    const [, , resource = "", id, action] = (mine ? path.replace("/me", "") : path).split("/");
    if (mine) return this.#answerPayee(request, resource, body, id);
    if (!["payouts", "holds", "payout-batches"].includes(resource)) return undefined;
    if (!isAdmin) return problem("auth.forbidden", { needs: "role admin" });
    if (resource === "holds") return this.#answerHolds(request, body, id);
    if (resource === "payout-batches") return this.#answerBatches(request, body, id, action);
    if (id && action) return this.#once(request, () => this.#decide(id, action, body));
    const { status, batch } = Object.fromEntries(new URL(request.url).searchParams);
    const found = this.#payouts.filter((one) => (!status || one.status === status) && (!batch || one.batch === batch));
    return json(payouts.listAllPayouts, pageOf(found, idOf, request));
  }

  #answerPayee(request: Request, resource: string, body: unknown, currency?: string): Response | undefined {
    if (resource === "earnings" && currency)
      return json(
        payouts.listEarningsLines.mine,
        pageOf(
          this.#lines.filter((line) => line.currency === currency),
          idOf,
          request,
        ),
      );
    if (resource === "earnings") return json(payouts.listEarnings.mine, { data: [...this.#earnings.values()] });
    if (resource !== "payouts") return undefined;
    if (request.method === "POST")
      return this.#once(request, () => this.#request(body as Pick<Payout, "currency" | "amount" | "destination">));
    const mine = this.#payouts.filter(({ user }) => user === this.#user);
    return json(payouts.listPayouts.mine, pageOf(mine, idOf, request));
  }

  #request({ currency, amount, destination }: Pick<Payout, "currency" | "amount" | "destination">): Response {
    const known = this.#earnings.get(currency);
    if (!known) return problem("currency.not_found", { currency });
    const { digits, available, underWay, payoutMinimum: minimum } = known;
    if (amount < minimum) return problem("payout.below_minimum", { currency, minimum });
    if (amount > available) return problem("earnings.insufficient", { currency, needed: amount, available });
    const needsApproval = amount > this.approvalAbove;
    this.earnings(currency, { available: available - amount, underWay: underWay + amount });
    const status = needsApproval ? "requested" : "approved";
    const payout = this.payout({ currency, digits, amount, destination, needsApproval, status });
    this.line(currency, -amount, { reference: payout.id });
    return json(payouts.createPayout.mine, payout);
  }

  #decide(id: string, action: string, body: unknown): Response {
    const payout = this.#payouts.find((one) => one.id === id);
    if (!payout) return problem("payout.not_found", {});
    const isOpen = payout.status === "requested" || payout.status === "approved";
    const comesBack = payout.status === "paid" && action === "fail";
    if ((!isOpen && !comesBack) || (action === "approve" && payout.status !== "requested"))
      return problem("payout.decided", { payoutStatus: payout.status });
    if (action === "approve" && payout.user === this.#user) return problem("payout.own", {});
    if (["pay", "fail"].includes(action) && payout.status === "requested") return problem("payout.not_approved", {});
    const status = action === "approve" ? "approved" : ended[action as keyof typeof ended];
    Object.assign(payout, body, { status, decidedBy: `user:${this.#user}` });
    return json(payouts.payPayout, payout);
  }

  #answerBatches(request: Request, body: unknown, id?: string, action?: string): Response {
    if (!id) return this.#once(request, () => this.#gather((body as { currency: string }).currency));
    const stands = ({ status }: Payout) => status === "approved" || status === "paid";
    const gathered = this.#payouts.filter((payout) => payout.batch === id && stands(payout));
    if (!this.#batches.includes(id)) return problem("payoutBatch.not_found", {});
    if (action === "file") {
      const rows = gathered.map(({ id, user, amount, currency }) => `${id},${user},${amount},${currency}\r\n`);
      return json(payouts.exportPayoutBatch, { name: `payouts-${id}.csv`, csv: `payout,payee\r\n${rows.join("")}` });
    }
    return this.#once(request, () => {
      for (const payout of gathered) if (payout.status === "approved") payout.status = "paid";
      return json(payouts.payPayoutBatch, this.#batch(id));
    });
  }

  #gather(currency: string): Response {
    const found = this.#payouts.filter(
      (one) => one.status === "approved" && one.currency === currency && one.batch === null,
    );
    if (!found.length) return problem("payout.none_approved", {});
    const id = typedId("bat", ++this.#count);
    this.#batches.push(id);
    for (const payout of found) payout.batch = id;
    return json(payouts.createPayoutBatch, this.#batch(id));
  }

  #batch(id: string): PayoutBatch {
    const stands = ({ status }: Payout) => status === "approved" || status === "paid";
    const gathered = this.#payouts.filter((payout) => payout.batch === id && stands(payout));
    const { currency = "EGP", digits = 2 } = gathered[0] ?? {};
    return {
      id,
      currency,
      digits,
      payouts: gathered.length,
      amount: gathered.reduce((sum, { amount }) => sum + amount, 0),
      openPayouts: gathered.filter(({ status }) => status === "approved").length,
      actor: `user:${this.#user}`,
      createdAt: now,
    };
  }

  #answerHolds(request: Request, body: unknown, id?: string): Response {
    const disputed = this.#holds.filter(({ dispute }) => dispute);
    if (id === "ageing") return json(holds.ageHolds, { data: this.#ages, disputed: disputed.length });
    if (!id) return json(holds.listHolds, pageOf(disputed, idOf, request));
    const hold = this.#holds.find((one) => one.id === id);
    if (!hold) return problem("hold.not_found", {});
    return this.#once(request, () => {
      const { release = 0, refund = 0 } = body as { release?: number; refund?: number };
      if (hold.status !== "held") return problem("hold.ended", { holdStatus: hold.status });
      if (release + refund > hold.held)
        return problem("hold.exceeded", { currency: hold.currency, held: hold.held, refundable: hold.held });
      const held = hold.held - release - refund;
      const status = held ? "held" : release ? "released" : "refunded";
      Object.assign(hold, { held, released: release, refunded: refund, status, dispute: null });
      return json(holds.decideHold, { ...hold, movements: [] });
    });
  }
}
