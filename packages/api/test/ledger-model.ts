// The ledger as its rules have it, in memory and in plain TypeScript: what a history of postings must lead to, to the last
// outcome, balance, lot and line. It shares no code with the ledger, and knows nothing of how that is stored.

export interface ModelLot {
  funding: "promotional" | "paid" | "debt";
  refundable: boolean;
  expiresAt: number | null;
  amount: number;
}

type Terms = Omit<ModelLot, "amount">;

interface Part {
  lot: ModelLot;
  amount: number;
}

interface Wallet {
  /** In the order in which they came to be; an empty one keeps its place. */
  lots: ModelLot[];
  frozen: boolean;
  statement: { type: string; amount: number; balanceAfter: number }[];
}

export interface ModelTransaction {
  type: string;
  user: string;
  /** What it did to the user's wallet, part by part. */
  parts: Part[];
  total: number;
  against: string;
  pendingUntil: number | null;
  ended: "settled" | "failed" | null;
  reversed: number;
}

export type ModelPosting = { user: string } & (
  | { type: "grant"; amount: number; expiresAt: number | null }
  | { type: "top_up" | "deposit"; amount: number; refundable: boolean; expiresAt: number | null }
  | { type: "spend"; amount: number; pendingUntil: number | null }
  | { type: "adjustment"; amount: number; overdraft: boolean; about: ModelTransaction | null }
  | { type: "transfer"; amount: number; to: string; fee: number }
);

export type ModelOutcome =
  | { posted: ModelTransaction; amount: number; balance: number }
  | { refused: string; facts: Record<string, number | string> };

const day = 86_400_000;
const isExpired = (lot: Terms, now: number): boolean => lot.expiresAt !== null && lot.expiresAt <= now;
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
const refuse = (refused: string, facts: Record<string, number | string> = {}): ModelOutcome => ({ refused, facts });

export class LedgerModel {
  readonly wallets: Map<string, Wallet>;
  readonly platform = new Map<string, number>();
  readonly transactions: ModelTransaction[] = [];
  readonly graceDays: number | null;

  /** Credit that comes back after its expiry is reissued for the days of grace; without any, it is forfeited. */
  constructor(users: readonly string[], graceDays: number | null) {
    this.wallets = new Map(users.map((user) => [user, { lots: [], frozen: false, statement: [] }]));
    this.graceDays = graceDays;
  }

  /** What its owner sees. */
  wallet(user: string, now: number) {
    const lots = this.#of(user).lots.filter((lot) => lot.amount !== 0 && !isExpired(lot, now));
    const rank = ({ funding }: ModelLot) => ["promotional", "paid", "debt"].indexOf(funding);
    lots.sort((a, b) => rank(a) - rank(b) || (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || 0);
    const total = (those: ModelLot[]) => sum(those.map(({ amount }) => amount));
    return {
      balance: total(lots),
      refundable: total(lots.filter(({ refundable }) => refundable)),
      promotional: total(lots.filter(({ funding }) => funding === "promotional")),
      lots,
    };
  }

  statusOf({ ended, reversed, total, pendingUntil }: ModelTransaction): string {
    if (ended === "failed") return ended;
    if (reversed > 0) return reversed === Math.abs(total) ? "reversed" : "partially_reversed";
    return ended ?? (pendingUntil === null ? "posted" : "pending");
  }

  /** Whoever posts to a wallet first writes off what has expired there. */
  touch(users: readonly string[], now: number): void {
    for (const user of users) {
      const wallet = this.wallets.get(user);
      const expired = wallet?.lots.filter((lot) => lot.amount > 0 && isExpired(lot, now)) ?? [];
      if (!wallet || expired.length === 0) continue;
      const amount = sum(expired.map((lot) => lot.amount));
      for (const lot of expired) lot.amount = 0;
      this.#state(wallet, "expiry", -amount);
      this.#move("breakage", amount);
    }
  }

  post(posting: ModelPosting, now: number): ModelOutcome {
    const ends = "expiresAt" in posting ? posting.expiresAt : "pendingUntil" in posting ? posting.pendingUntil : null;
    if (ends !== null && ends <= now) return refuse("request.invalid");
    const wallet = this.wallets.get(posting.user);
    if (!wallet) return refuse("user.not_found");
    const restricted = posting.type === "spend" || posting.type === "transfer";
    if (restricted && wallet.frozen) return refuse("wallet.frozen");
    switch (posting.type) {
      case "grant":
        return this.#bringIn(posting, "issuance", { funding: "promotional", refundable: false });
      case "top_up":
      case "deposit":
        return this.#bringIn(posting, "clearing", { funding: "paid", refundable: posting.refundable });
      case "spend": {
        const taken = this.#take(wallet, posting.amount, now, { restricted });
        if (!Array.isArray(taken)) return taken;
        const against = posting.pendingUntil === null ? "revenue" : "reserved";
        return this.#record(posting, taken, against, { pendingUntil: posting.pendingUntil });
      }
      case "adjustment": {
        if (posting.about?.type === "deposit") return refuse("transaction.deposit_not_adjustable");
        const terms = { funding: "promotional", refundable: false } as const;
        if (posting.amount > 0) return this.#bringIn({ ...posting, expiresAt: null }, "adjustments", terms);
        const taken = this.#take(wallet, -posting.amount, now, { overdraft: posting.overdraft });
        return Array.isArray(taken) ? this.#record(posting, taken, "adjustments") : taken;
      }
      case "transfer": {
        const receiver = this.wallets.get(posting.to);
        if (!receiver) return refuse("user.not_found");
        if (receiver === wallet) return refuse("transfer.same_wallet");
        const taken = this.#take(wallet, posting.amount, now, { restricted });
        if (!Array.isArray(taken)) return taken;
        let fee = posting.fee;
        for (const { lot, amount } of taken) {
          const kept = Math.min(fee, -amount);
          fee -= kept;
          this.#give(receiver, -amount - kept, lot);
        }
        const outcome = this.#record(posting, taken, "revenue");
        this.#move("revenue", posting.fee - posting.amount);
        this.#state(receiver, "transfer", posting.amount - posting.fee);
        return outcome;
      }
    }
  }

  reverse(
    original: ModelTransaction,
    wanted: { amount: number | null; overdraft: boolean },
    now: number,
    failing = false,
  ): ModelOutcome {
    const { type, user, total, pendingUntil, ended, parts } = original;
    const wallet = this.#of(user);
    this.touch([user], now);
    const isPending = pendingUntil !== null && ended === null;
    if (failing && !isPending) return refuse("transaction.not_pending", { transactionStatus: ended ?? "posted" });
    const madeDebt = parts.some(({ lot, amount }) => lot.funding === "debt" && amount < 0);
    if (["reversal", "transfer"].includes(type) || madeDebt || (isPending && !failing)) {
      return refuse("transaction.not_reversible");
    }
    const remaining = Math.abs(total) - original.reversed;
    const amount = wanted.amount ?? remaining;
    if (amount === 0 || amount > remaining) return refuse("transaction.reversal_exceeds_original", { remaining });

    const from = original.reversed;
    let change: Part[];
    let forfeited = 0;
    if (total < 0) {
      const debt = wallet.lots.find(({ funding }) => funding === "debt");
      const cured = Math.min(amount, -(debt?.amount ?? 0));
      change = cured > 0 ? this.#give(wallet, cured, paidForever) : [];
      for (const { lot, amount: part } of stretch(parts, from + cured, from + amount)) {
        const graceDays = failing ? 1 : this.graceDays;
        if (!isExpired(lot, now)) change.push(...this.#give(wallet, part, lot));
        else if (graceDays === null) forfeited += part;
        else change.push(...this.#give(wallet, part, { ...lot, expiresAt: now + graceDays * day }));
      }
    } else {
      const stretched = stretch(parts, from, from + amount);
      const missing = sum(stretched.map(({ lot, amount: part }) => part - Math.max(Math.min(part, lot.amount), 0)));
      if (missing > 0 && !wanted.overdraft) {
        return refuse("wallet.insufficient_funds", { needed: amount, available: amount - missing });
      }
      change = [];
      for (const { lot, amount: part } of stretched) {
        const taken = Math.max(Math.min(part, lot.amount), 0);
        if (taken === 0) continue;
        lot.amount -= taken;
        change.push({ lot, amount: -taken });
      }
      if (missing > 0) change.push(...(this.#take(wallet, missing, now, { overdraft: true }) as Part[]));
    }
    original.reversed += amount;
    if (failing) original.ended = "failed";
    const against = original.ended === "settled" ? "revenue" : original.against;
    this.#move(against, -forfeited);
    this.#move("breakage", forfeited);
    return this.#record({ type: "reversal", user }, change, against);
  }

  settle(transaction: ModelTransaction, now: number): string | null {
    const { pendingUntil, ended } = transaction;
    if (pendingUntil === null || pendingUntil <= now || ended !== null) return "transaction.not_pending";
    transaction.ended = "settled";
    this.#move("reserved", transaction.total);
    this.#move("revenue", -transaction.total);
    return null;
  }

  failOverdue(now: number): void {
    const overdue = this.transactions
      .filter(({ pendingUntil, ended }) => pendingUntil !== null && pendingUntil <= now && ended === null)
      .sort((a, b) => (a.pendingUntil ?? 0) - (b.pendingUntil ?? 0));
    this.touch(
      overdue.map(({ user }) => user),
      now,
    );
    for (const transaction of overdue) this.reverse(transaction, { amount: null, overdraft: false }, now, true);
  }

  #of(user: string): Wallet {
    const wallet = this.wallets.get(user);
    if (!wallet) throw new Error(`no wallet of ${user}`);
    return wallet;
  }

  #bringIn(
    posting: { type: string; user: string; amount: number; expiresAt: number | null },
    against: string,
    terms: Omit<Terms, "expiresAt">,
  ): ModelOutcome {
    const parts = this.#give(this.#of(posting.user), posting.amount, { ...terms, expiresAt: posting.expiresAt });
    return this.#record(posting, parts, against);
  }

  /** What is owed is cured first. */
  #give(wallet: Wallet, amount: number, { funding, refundable, expiresAt }: Terms): Part[] {
    const parts: Part[] = [];
    const debt = wallet.lots.find((lot) => lot.funding === "debt");
    const cured = Math.min(amount, -(debt?.amount ?? 0));
    if (debt && cured > 0) {
      debt.amount += cured;
      parts.push({ lot: debt, amount: cured });
    }
    if (amount > cured) {
      const lot = lotOf(wallet, { funding, refundable, expiresAt });
      lot.amount += amount - cured;
      parts.push({ lot, amount: amount - cured });
    }
    return parts;
  }

  /** Promotional before paid, soonest expiry first, then oldest; all or nothing, unless it may be owed. */
  #take(
    wallet: Wallet,
    amount: number,
    now: number,
    { restricted = false, overdraft = false },
  ): Part[] | Extract<ModelOutcome, { refused: string }> {
    const debt = wallet.lots.find(({ funding }) => funding === "debt")?.amount ?? 0;
    const spendable = wallet.lots.filter((lot) => lot.amount > 0 && !isExpired(lot, now));
    const available = sum(spendable.map((lot) => lot.amount));
    if (restricted && debt < 0) return { refused: "wallet.in_debt", facts: { debt: -debt } };
    if (available < amount && !overdraft) {
      return { refused: "wallet.insufficient_funds", facts: { needed: amount, available } };
    }
    const rank = ({ funding }: ModelLot) => (funding === "paid" ? 1 : 0);
    spendable.sort((a, b) => rank(a) - rank(b) || (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || 0);
    const parts: Part[] = [];
    let left = amount;
    for (const lot of spendable) {
      const taken = Math.min(left, lot.amount);
      if (taken === 0) break;
      lot.amount -= taken;
      left -= taken;
      parts.push({ lot, amount: -taken });
    }
    if (left > 0) {
      const lot = lotOf(wallet, { funding: "debt", refundable: false, expiresAt: null });
      lot.amount -= left;
      parts.push({ lot, amount: -left });
    }
    return parts;
  }

  #record(
    { type, user }: { type: string; user: string },
    parts: Part[],
    against: string,
    more: { pendingUntil: number | null } = { pendingUntil: null },
  ): ModelOutcome {
    const wallet = this.#of(user);
    const total = sum(parts.map(({ amount }) => amount));
    const posted = { type, user, parts, total, against, ended: null, reversed: 0, ...more };
    this.transactions.push(posted);
    this.#move(against, -total);
    if (total !== 0) this.#state(wallet, type, total);
    return { posted, amount: total, balance: sum(wallet.lots.map(({ amount }) => amount)) };
  }

  #state(wallet: Wallet, type: string, amount: number): void {
    wallet.statement.push({ type, amount, balanceAfter: sum(wallet.lots.map((lot) => lot.amount)) });
  }

  #move(account: string, amount: number): void {
    this.platform.set(account, (this.platform.get(account) ?? 0) + amount);
  }
}

const paidForever: Terms = { funding: "paid", refundable: false, expiresAt: null };

function lotOf(wallet: Wallet, terms: Terms): ModelLot {
  const found = wallet.lots.find(
    (lot) => lot.funding === terms.funding && lot.refundable === terms.refundable && lot.expiresAt === terms.expiresAt,
  );
  if (found) return found;
  const lot = { funding: terms.funding, refundable: terms.refundable, expiresAt: terms.expiresAt, amount: 0 };
  wallet.lots.push(lot);
  return lot;
}

/** The parts between two points of a transaction, counted from its last part back. */
function stretch(parts: readonly Part[], from: number, upto: number): Part[] {
  const found: Part[] = [];
  let position = 0;
  for (const { lot, amount } of parts.toReversed()) {
    const end = position + Math.abs(amount);
    const overlap = Math.min(end, upto) - Math.max(position, from);
    if (overlap > 0) found.push({ lot, amount: overlap });
    position = end;
  }
  return found;
}
