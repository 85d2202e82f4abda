import { beforeEach, describe, expect, it } from "vitest";
import { useLedger } from "../../test/ledger/ledger.ts";
import { topUp } from "../../test/ledger/postings.ts";
import { createSchool } from "../../test/school.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { typedId, uuidOf } from "../platform/ids.ts";

const ledger = useLedger();
const { api } = ledger;
const school = createSchool(ledger);

beforeEach(() => api.clock.set("2026-11-20T09:00:00.000Z"));

const asApp = <T>(work: (tx: Transaction) => Promise<T>) => asTenant(api.platform.sql, ledger.academy.tenant.id, work);

/** A hold of 100, of which 60 were released and then 10 were refunded. */
async function hold(): Promise<string> {
  const bought = await school.buy(await ledger.learner(topUp(100)), await school.offering({ payee: "teacher" }, 100));
  const { id } = await school.holdOf(bought.id);
  await school.decide(id, { release: 60 });
  await school.decide(id, { refund: 10 });
  return uuidOf(id);
}

interface Movement {
  number?: number;
  kind?: string;
  amount?: number;
  session?: string | null;
  /** Released and refunded before, and after. */
  before?: [number, number];
  after?: [number, number];
  of?: number;
  shares?: object | null;
  withoutTransaction?: boolean;
}

/** The third movement: a release of 30, of which everything is right unless a test says something else. */
const move = (id: string, movement: Movement = {}, sql = api.database.superuser as unknown as Transaction) => {
  const { number = 3, kind = "release", amount = 30, before = [60, 10], of = 100, session = null } = movement;
  const { after = [90, 10], shares = [{ user: "teacher", amount: 30 }], withoutTransaction = false } = movement;
  return sql`
    insert into hold_movements (tenant_id, hold_id, number, kind, amount, session_id, transaction_id, hold_amount,
      released_before, refunded_before, released_after, refunded_after, shares, created_at)
    values (${ledger.academy.tenant.id}, ${id}, ${number}, ${kind}, ${amount}, ${session},
      case when ${!withoutTransaction} then uuidv7() end, ${of}, ${before[0]}, ${before[1]}, ${after[0]}, ${after[1]},
      ${shares && sql.json(shares as never)}, now())`;
};

describe("the chain of a hold's movements", () => {
  it("goes on where the last one ended, up to what was captured", async () => {
    const id = await hold();
    await move(id);
    await move(id, { number: 4, kind: "clawback", before: [90, 10], after: [60, 10] });
    await move(id, { number: 5, kind: "refund", amount: 30, before: [60, 10], after: [60, 40], shares: null });
  });

  const attacks: [string, Movement, string][] = [
    [
      "a refund of more than was captured",
      { kind: "refund", amount: 91, shares: null, after: [60, 101] },
      "movements_stay_within_the_hold",
    ],
    [
      "a refund of what was released",
      { kind: "refund", amount: 31, shares: null, after: [60, 41] },
      "movements_stay_within_the_hold",
    ],
    [
      "a release of what was refunded",
      { amount: 31, shares: [{ user: "teacher", amount: 31 }], after: [91, 10] },
      "movements_stay_within_the_hold",
    ],
    [
      "more of a hold that is said to be larger",
      { amount: 40, of: 200, shares: [{ user: "teacher", amount: 40 }], after: [100, 10] },
      "hold_movements_tenant_id_hold_id_hold_amount_fkey",
    ],
    ["a fork: another second", { number: 2, before: [60, 0], after: [90, 0] }, "hold_movements_pkey"],
    ["a second beginning", { number: 1, before: [0, 0], after: [30, 0] }, "hold_movements_pkey"],
    ["a number that is skipped", { number: 4 }, "movements_continue_the_one_before"],
    ["a number below the first", { number: 0 }, "hold_movements_number_check"],
    [
      "a lie about what was released before",
      { before: [50, 10], after: [80, 10] },
      "movements_continue_the_one_before",
    ],
    ["a lie about what was refunded before", { before: [60, 0], after: [90, 0] }, "movements_continue_the_one_before"],
    ["a lie about what is released after", { after: [60, 10] }, "movements_do_what_they_say"],
    ["a release that counts as a refund", { after: [60, 40] }, "movements_do_what_they_say"],
    [
      "a clawback of more than was released",
      { kind: "clawback", amount: 61, shares: [{ user: "teacher", amount: 61 }], after: [-1, 10] },
      "hold_movements_released_after_check",
    ],
    ["less than nothing", { amount: -30, shares: null, after: [30, 10] }, "hold_movements_amount_check"],
    ["a kind that there is not", { kind: "gift" }, "hold_movements_kind_check"],
    [
      "shares that are less than what is released",
      { shares: [{ user: "teacher", amount: 29 }] },
      "what_is_shared_adds_up",
    ],
    [
      "shares that are more than what is released",
      {
        shares: [
          { user: "teacher", amount: 30 },
          { user: null, amount: 1 },
        ],
      },
      "what_is_shared_adds_up",
    ],
    [
      "a share below zero that makes another larger",
      {
        shares: [
          { user: "teacher", amount: 40 },
          { user: null, amount: -10 },
        ],
      },
      "what_is_shared_adds_up",
    ],
    ["a release that nobody gets", { shares: null }, "what_is_shared_adds_up"],
    ["a release among none", { shares: [] }, "what_is_shared_adds_up"],
    ["a refund that is shared", { kind: "refund", after: [60, 40] }, "what_is_shared_adds_up"],
    ["money that moves without a transaction", { withoutTransaction: true }, "money_moves_by_a_transaction"],
  ];
  it.each(attacks)("takes neither from the API's role nor from a superuser %s", async (_, movement, constraint) => {
    const id = await hold();
    await expect(move(id, movement)).rejects.toMatchObject({ constraint_name: constraint });
    await expect(asApp((tx) => move(id, movement, tx))).rejects.toMatchObject({ constraint_name: constraint });
  });

  it("takes one release for each session, and none of a hold of nobody", async () => {
    const id = await hold();
    const part = { amount: 1, session: "session-1", shares: [{ user: "teacher", amount: 1 }] };
    await move(id, { ...part, after: [61, 10] });
    await expect(move(id, { ...part, number: 4, before: [61, 10], after: [62, 10] })).rejects.toMatchObject({
      constraint_name: "one_settlement_per_session",
    });
    await expect(move("00000000-0000-7000-8000-000000000000")).rejects.toMatchObject({ code: "23503" });
  });

  it("can't go on in two ways at the same moment", async () => {
    const id = await hold();
    const results = await Promise.allSettled([move(id), move(id), move(id)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  });
});

describe("what has been written", () => {
  it.each(["hold_movements", "split_plans", "earnings", "payout_batches"])(
    "%s: the API's role can neither change nor delete nor empty it",
    async (table) => {
      await hold();
      for (const attempt of [
        (tx: Transaction) => tx`update ${tx(table)} set tenant_id = tenant_id`,
        (tx: Transaction) => tx`delete from ${tx(table)}`,
        (tx: Transaction) => tx`truncate ${tx(table)} cascade`,
      ]) {
        await expect(asApp(attempt)).rejects.toMatchObject({ code: "42501" });
      }
    },
  );

  it.each(["holds", "payouts", "session_outcomes"])("%s: the API's role can't delete it", async (table) => {
    await expect(asApp((tx) => tx`delete from ${tx(table)}`)).rejects.toMatchObject({ code: "42501" });
  });

  it("has held no more than was captured, whoever updates it: nor is a hold larger than when it was bought", async () => {
    const id = await hold();
    const mine = (tx: Transaction) => tx`id = ${id}`;
    for (const attempt of [
      (tx: Transaction) => tx`update holds set refunded = 41 where ${mine(tx)}`,
      (tx: Transaction) => tx`update holds set released = 91 where ${mine(tx)}`,
      (tx: Transaction) => tx`update holds set released = -1 where ${mine(tx)}`,
      (tx: Transaction) => tx`update holds set amount = 200 where ${mine(tx)}`,
      (tx: Transaction) => tx`update holds set status = 'refunded' where ${mine(tx)}`,
      (tx: Transaction) => tx`update holds set disputed_at = now() where ${mine(tx)}`,
    ]) {
      await expect(attempt(api.database.superuser as unknown as Transaction)).rejects.toThrow();
      await expect(asApp(attempt)).rejects.toThrow();
    }
  });

  it("a purchase is held once", async () => {
    const id = await hold();
    await expect(api.database.superuser`
      insert into holds (tenant_id, id, entitlement_id, enrollment_id, transaction_id, user_id, offering_id, payee_id, currency,
        amount, created_at)
      select tenant_id, uuidv7(), entitlement_id, enrollment_id, transaction_id, user_id, offering_id, payee_id, currency, amount,
        created_at
      from holds where id = ${id}`).rejects.toMatchObject({ constraint_name: "one_hold_per_purchase" });
  });

  it("a hold that says another sum than its movements is found by the proof", async () => {
    const id = await hold();
    const findings = async () => (await school.proof()).findings.filter(({ object }) => object === typedId("hold", id));
    expect(await findings()).toEqual([]);
    await api.database.superuser`update holds set released = released + 1, refunded = refunded - 1 where id = ${id}`;
    expect(await findings()).toMatchObject([{ check: "holds_equal_movements" }]);
  });
});

describe("a split plan", () => {
  const share = (basisPoints: unknown, takesResidue?: unknown) => ({ party: "payee", basisPoints, takesResidue });
  const insert = (shares: unknown) => api.database.superuser`
    insert into split_plans (tenant_id, id, version, name, shares, created_at)
    values (${ledger.academy.tenant.id}, gen_random_uuid()::text, 1, 'x', ${api.database.superuser.json(shares as never)}, now())`;

  it("is the whole", async () => {
    await insert([share(7000, true), share(3000, false)]);
  });

  it.each([
    ["less than the whole", [share(7000, true), share(2999)]],
    ["more than the whole", [share(7000, true), share(3001)]],
    ["a share below zero", [share(11_000, true), share(-1000)]],
    ["a share without points", [share(10_000, true), share(undefined)]],
    ["a share of nothing", [share(10_000, true), share(0)]],
    ["nobody who takes the residue", [share(7000), share(3000)]],
    ["two who take the residue", [share(7000, true), share(3000, true)]],
    ["nobody at all", []],
    ["no list", { party: "payee", basisPoints: 10_000, takesResidue: true }],
    ["fractions", [share(6999.5, true), share(3000.5)]],
  ])("is not, even from a superuser, %s", async (_, shares) => {
    await expect(insert(shares)).rejects.toThrow();
  });
});

describe("a payout", () => {
  const insert = (more: Record<string, unknown>) => {
    const row = {
      ...{
        tenant_id: ledger.academy.tenant.id,
        id: crypto.randomUUID(),
        user_id: "teacher",
        currency: "UNIT",
        amount: 5,
      },
      ...{ status: "requested", destination: "EG38", needs_approval: true, requested_by: "user:teacher" },
      ...{ transaction_id: crypto.randomUUID(), created_at: new Date(), updated_at: new Date() },
      ...more,
    };
    return api.database.superuser`insert into payouts ${api.database.superuser(row)}`;
  };
  it.each([
    ["approved by who asked for it", { status: "approved", decided_by: "user:teacher" }, "nobody_approves_their_own"],
    ["paid without a transaction", { status: "paid" }, "payouts_end_once"],
    ["open with a transaction that ended it", { end_transaction_id: crypto.randomUUID() }, "payouts_end_once"],
    [
      "rejected without a reason",
      { status: "rejected", end_transaction_id: crypto.randomUUID() },
      "failures_have_a_reason",
    ],
    ["of nothing", { amount: 0 }, "payouts_amount_check"],
  ])("is not, even from a superuser, %s", async (_, more, constraint) => {
    await expect(insert(more)).rejects.toMatchObject({ constraint_name: constraint });
  });
});
