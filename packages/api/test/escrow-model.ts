// The rules of escrow, said once more and in another way than the database says them: what the tests predict by.

export interface Share {
  party: "payee" | "platform" | "referrer" | "user";
  user?: string;
  basisPoints: number;
  takesResidue?: boolean;
}

export interface Session {
  id: string;
  endsAt: number;
  cancelledAt: number | null;
  outcome: "delivered" | "cancelled" | null;
}

export interface Sold {
  id: string;
  price: number;
  payee: string | null;
  plan: readonly Share[] | null;
  startsAt: number | null;
  /** Itself, or those it includes. */
  sessions: readonly Session[];
}

export interface Policy {
  from: "purchase" | "start" | "later";
  hours: number;
  percent: number;
  disputeHours: number;
  maturityDays: number;
}

/** Null is the platform. */
type Party = string | null;

export interface ModelHold {
  purchase: Purchase;
  referrer: string | null;
  released: number;
  refunded: number;
  disputed: boolean;
  settled: Set<Session>;
  /** What each party has of it, by the instant from which it may be withdrawn. */
  shares: Map<number, Map<Party, number>>;
}

export interface Purchase {
  user: string;
  enrollment: string;
  offering: Sold;
  at: number;
  leftAt: number | null;
  givenBack: number;
  hold: ModelHold | null;
}

export interface ModelPayout {
  id: string;
  user: string;
  amount: number;
  status: "requested" | "approved" | "paid" | "failed" | "rejected";
  batch: string | null;
}

const add = <K>(map: Map<K, number>, key: K, amount: number) => map.set(key, (map.get(key) ?? 0) + amount);
const sumOf = (values: Iterable<number>) => [...values].reduce((sum, one) => sum + one, 0);

export class EscrowModel {
  wallets = new Map<string, number>();
  earnings = new Map<string, Map<number, number>>();
  revenue = 0;
  brought = 0;
  purchases: Purchase[] = [];
  payouts: ModelPayout[] = [];
  readonly policy: Policy;

  constructor(policy: Policy) {
    this.policy = policy;
  }

  get holds(): ModelHold[] {
    return this.purchases.flatMap(({ hold }) => hold ?? []);
  }

  bring(user: string, amount: number): void {
    add(this.wallets, user, amount);
    this.brought += amount;
  }

  buy(user: string, enrollment: string, offering: Sold, referrer: string | null, now: number): Purchase {
    add(this.wallets, user, -offering.price);
    const purchase: Purchase = { user, enrollment, offering, at: now, leftAt: null, givenBack: 0, hold: null };
    this.purchases.push(purchase);
    if (offering.payee === null) this.revenue += offering.price;
    else {
      const shares = new Map();
      purchase.hold = { purchase, referrer, released: 0, refunded: 0, disputed: false, settled: new Set(), shares };
    }
    return purchase;
  }

  held({ purchase, released, refunded }: ModelHold): number {
    return purchase.offering.price - released - refunded;
  }

  status(hold: ModelHold): "held" | "released" | "refunded" {
    return this.held(hold) > 0 ? "held" : hold.released > 0 ? "released" : "refunded";
  }

  /** A session counts that was still to come when it was paid, and that was over before the learner left. */
  waitsFor(hold: ModelHold): Session[] {
    const { offering, at, leftAt } = hold.purchase;
    return offering.sessions
      .filter((session) => {
        if (hold.settled.has(session)) return false;
        if (session.id === offering.id) return true;
        const wasToCome = session.endsAt > at && (session.cancelledAt === null || session.cancelledAt >= at);
        return wasToCome && (leftAt === null || session.endsAt <= leftAt);
      })
      .toSorted((a, b) => a.endsAt - b.endsAt || (a.id < b.id ? -1 : 1));
  }

  #share(hold: ModelHold, amount: number): Map<Party, number> {
    const { user, offering } = hold.purchase;
    const payee = offering.payee as string;
    const referrer = hold.referrer === user || hold.referrer === payee ? null : hold.referrer;
    const plan: readonly Share[] = offering.plan ?? [{ party: "payee", basisPoints: 10_000, takesResidue: true }];
    const who = { payee, referrer, platform: null, user: null } as const;
    const shares = new Map<Party, number>();
    let left = amount;
    for (const { party, basisPoints, user: named } of plan) {
      const part = Math.floor((amount * basisPoints) / 10_000);
      add(shares, named ?? who[party], part);
      left -= part;
    }
    const residue = plan.find(({ takesResidue }) => takesResidue) as Share;
    add(shares, residue.user ?? who[residue.party], left);
    return shares;
  }

  #credit(party: Party, date: number, amount: number): void {
    if (party === null) {
      this.revenue += amount;
      return;
    }
    const dates = this.earnings.get(party) ?? new Map<number, number>();
    add(dates, date, amount);
    this.earnings.set(party, dates);
  }

  #release(hold: ModelHold, amount: number, now: number): void {
    if (amount === 0) return;
    hold.released += amount;
    const date = now + this.policy.maturityDays * 86_400_000;
    const shares = hold.shares.get(date) ?? new Map<Party, number>();
    for (const [party, part] of this.#share(hold, amount)) {
      add(shares, party, part);
      this.#credit(party, date, part);
    }
    hold.shares.set(date, shares);
  }

  #refund(hold: ModelHold, amount: number): void {
    hold.refunded += amount;
    hold.purchase.givenBack += amount;
    add(this.wallets, hold.purchase.user, amount);
  }

  /** What may be withdrawn last is taken back first; of each date, from each in proportion. */
  #clawback(hold: ModelHold, amount: number): void {
    hold.released -= amount;
    let left = amount;
    for (const [date, shares] of [...hold.shares].toSorted(([a], [b]) => b - a)) {
      const total = sumOf(shares.values());
      const taken = Math.min(left, total);
      if (taken === 0) continue;
      left -= taken;
      const parts = [...shares]
        .filter(([, has]) => has > 0)
        .map(([party, has]) => ({
          party,
          part: Math.floor((taken * has) / total),
          rest: (taken * has) % total,
        }))
        .toSorted((a, b) => b.rest - a.rest || ((a.party ?? "") < (b.party ?? "") ? -1 : 1));
      let over = taken - sumOf(parts.map(({ part }) => part));
      for (const { party, part } of parts) {
        const lost = part + (over-- > 0 ? 1 : 0);
        add(shares, party, -lost);
        this.#credit(party, date, -lost);
      }
    }
  }

  #settle(hold: ModelHold, session: Session, isDelivered: boolean, now: number): void {
    const part = Math.floor(this.held(hold) / this.waitsFor(hold).length);
    hold.settled.add(session);
    if (isDelivered) this.#release(hold, part, now);
    else this.#refund(hold, part);
  }

  settleSessions(now: number): void {
    const waiting = this.holds.filter((hold) => this.status(hold) === "held");
    const due = [...new Set(waiting.flatMap(({ purchase }) => purchase.offering.sessions))]
      .filter(({ endsAt, cancelledAt }) => cancelledAt !== null || endsAt <= now - this.policy.disputeHours * 3_600_000)
      .toSorted((a, b) => a.endsAt - b.endsAt || (a.id < b.id ? -1 : 1));
    for (const session of due) {
      session.outcome ??= session.cancelledAt === null ? "delivered" : "cancelled";
      for (const hold of waiting) {
        if (hold.disputed || this.status(hold) !== "held" || !this.waitsFor(hold).includes(session)) continue;
        this.#settle(hold, session, session.outcome === "delivered", now);
      }
    }
  }

  windowEnd({ at, offering }: Purchase): number {
    const { from, hours } = this.policy;
    const start = offering.startsAt ?? at;
    return { purchase: at, start, later: Math.max(start, at) }[from] + hours * 3_600_000;
  }

  releaseDue(now: number): void {
    for (const hold of this.holds) {
      const isOver = this.windowEnd(hold.purchase) < now;
      if (!hold.disputed && isOver && this.waitsFor(hold).length === 0) this.#release(hold, this.held(hold), now);
    }
  }

  /** The refusal's code, or null. */
  confirm(hold: ModelHold, now: number): string | null {
    if (this.status(hold) !== "held") return "hold.ended";
    if (hold.disputed) return "hold.disputed";
    for (const session of this.waitsFor(hold)) {
      if (session.endsAt <= now && session.cancelledAt === null && this.held(hold) > 0)
        this.#settle(hold, session, true, now);
    }
    return null;
  }

  dispute(hold: ModelHold): string | null {
    if (this.status(hold) !== "held") return "hold.ended";
    if (hold.disputed) return "hold.disputed";
    hold.disputed = true;
    return null;
  }

  decide(hold: ModelHold, { release, refund }: { release: number; refund: number }, now: number): string | null {
    const status = this.status(hold);
    if (status === "refunded" || (status === "released" && refund === 0)) return "hold.ended";
    const { price } = hold.purchase.offering;
    if (release > this.held(hold) || refund > price - hold.refunded - release) return "hold.exceeded";
    for (const session of this.waitsFor(hold)) if (session.endsAt <= now) hold.settled.add(session);
    this.#clawback(hold, Math.max(refund - (this.held(hold) - release), 0));
    this.#refund(hold, refund);
    this.#release(hold, release, now);
    hold.disputed = false;
    return null;
  }

  #undelivered({ offering, givenBack, hold }: Purchase, now: number): number {
    if (!hold) {
      const own = offering.sessions.find(({ id }) => id === offering.id);
      return own && own.endsAt <= now ? 0 : offering.price - givenBack;
    }
    const waiting = this.waitsFor(hold);
    let left = this.held(hold);
    waiting.forEach(({ endsAt }, i) => {
      if (endsAt <= now) left -= Math.floor(left / (waiting.length - i));
    });
    return left;
  }

  /** What the policy gives back now, or the code of what stands in the way. */
  judge(purchase: Purchase, now: number): number | string {
    if (purchase.hold?.disputed) return "hold.disputed";
    if (now > this.windowEnd(purchase)) return "refund.window_closed";
    return Math.floor((this.#undelivered(purchase, now) * this.policy.percent) / 100) || "refund.nothing_left";
  }

  leave(purchase: Purchase, refund: number, now: number): void {
    const { hold } = purchase;
    if (hold && refund > 0) {
      this.#clawback(hold, Math.max(refund - this.held(hold), 0));
      this.#refund(hold, refund);
    } else if (refund > 0) {
      purchase.givenBack += refund;
      this.revenue -= refund;
      add(this.wallets, purchase.user, refund);
    }
    purchase.leftAt = now;
    if (hold && !hold.disputed && this.waitsFor(hold).length === 0) this.#release(hold, this.held(hold), now);
  }

  balanceOf(payee: string): number {
    const gone = this.payouts.filter(
      ({ user, status }) => user === payee && status !== "failed" && status !== "rejected",
    );
    return sumOf(this.earnings.get(payee)?.values() ?? []) - sumOf(gone.map(({ amount }) => amount));
  }

  earningsOf(payee: string, now: number) {
    const balance = this.balanceOf(payee);
    const toCome = [...(this.earnings.get(payee) ?? [])].filter(([date]) => date > now);
    const young = Math.max(sumOf(toCome.map(([, amount]) => amount)), 0);
    const inStatus = (...statuses: string[]) =>
      sumOf(this.payouts.flatMap((one) => (one.user === payee && statuses.includes(one.status) ? one.amount : [])));
    return {
      balance,
      available: Math.max(balance - young, 0),
      maturing: Math.min(young, Math.max(balance, 0)),
      owed: Math.max(-balance, 0),
      held: sumOf(
        this.holds.filter(({ purchase }) => purchase.offering.payee === payee).map((hold) => this.held(hold)),
      ),
      underWay: inStatus("requested", "approved"),
      paid: inStatus("paid"),
    };
  }

  /** What each of the books must say. */
  books() {
    const payees = [...this.earnings.keys()];
    const inStatus = (...statuses: string[]) =>
      sumOf(this.payouts.flatMap((one) => (statuses.includes(one.status) ? one.amount : [])));
    return {
      wallets: sumOf(this.wallets.values()),
      earnings: sumOf(payees.map((payee) => this.balanceOf(payee))),
      revenue: this.revenue,
      escrow: sumOf(this.holds.map((hold) => this.held(hold))),
      payouts: inStatus("requested", "approved"),
      paidOut: inStatus("paid"),
    };
  }
}
