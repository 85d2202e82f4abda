import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../test/ledger/history.ts";
import { useLedger } from "../../test/ledger/ledger.ts";
import { asTenant } from "../platform/database.ts";

const ledger = useLedger();

interface Share {
  party: "payee" | "platform" | "referrer" | "user";
  user?: string;
  basisPoints: number;
  takesResidue?: boolean;
}
interface Case {
  plan: Share[] | null;
  amount: number;
  referrer: string | null;
}
type Shares = { user: string | null; amount: number }[];

/** Each case's shares, for the payee "teacher". */
async function split(cases: readonly Case[]): Promise<Shares[]> {
  const { superuser } = ledger.api.database;
  const rows = await superuser<{ shares: Shares }[]>`
    select split_amount(nullif(value -> 'plan', 'null'), (value ->> 'amount')::bigint, 'teacher', value ->> 'referrer') as shares
    from jsonb_array_elements(${superuser.json(cases as never)}) with ordinality order by ordinality`;
  return rows.map(({ shares }) => shares);
}

const sumOf = (shares: Shares) => shares.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
const payeeOf = ({ party, user }: Share, referrer: string | null) =>
  ({ payee: "teacher", platform: null, referrer, user: user ?? null })[party];

/** By the definition: each rounded down, the rest to whoever takes it. */
function expected({ plan, amount, referrer }: Case): Map<string | null, bigint> {
  const shares = plan ?? [{ party: "payee", basisPoints: 10_000, takesResidue: true }];
  const parts = shares.map(({ basisPoints }) => (BigInt(amount) * BigInt(basisPoints)) / 10_000n);
  const residue = BigInt(amount) - parts.reduce((sum, part) => sum + part, 0n);
  const whole = new Map<string | null, bigint>();
  shares.forEach((share, i) => {
    const who = payeeOf(share, referrer);
    whole.set(who, (whole.get(who) ?? 0n) + (parts[i] as bigint) + (share.takesResidue ? residue : 0n));
  });
  return new Map([...whole].filter(([, part]) => part > 0n));
}

async function expectByDefinition(cases: readonly Case[]): Promise<void> {
  const answers = await split(cases);
  expect(answers).toHaveLength(cases.length);
  for (const [i, shares] of answers.entries()) {
    const one = cases[i] as Case;
    expect(sumOf(shares), JSON.stringify(one)).toBe(BigInt(one.amount));
    const told = new Map(shares.map(({ user, amount }) => [user, BigInt(amount)]));
    expect(told, JSON.stringify(one)).toEqual(expected(one));
    expect(told.size).toBe(shares.length);
  }
}

const amounts = fc.oneof(
  fc.integer({ min: 1, max: 10_000 }),
  fc.integer({ min: 1, max: 1_000_000_000_000_000 }),
  fc.constantFrom(1, 9999, 10_000, 10_001, 999_999_999_999_999, 1_000_000_000_000_000),
);
const parties = fc.oneof(
  fc.constantFrom<Omit<Share, "basisPoints">>({ party: "payee" }, { party: "platform" }, { party: "referrer" }),
  fc.constantFrom("author", "editor", "teacher", "friend").map((user) => ({ party: "user" as const, user })),
);
/** Any way to cut 10,000 basis points into up to 20 shares, one of which takes the residue. */
const plans = fc
  .record({
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 9999 }), { maxLength: 19 }),
    parties: fc.array(parties, { minLength: 20, maxLength: 20 }),
    residue: fc.nat(),
  })
  .map(({ cuts, parties, residue }): Share[] => {
    const ends = [0, ...cuts.toSorted((a, b) => a - b), 10_000];
    return ends.slice(1).map((end, i) => ({
      ...(parties[i] as Omit<Share, "basisPoints">),
      basisPoints: end - (ends[i] as number),
      takesResidue: i === residue % (ends.length - 1),
    }));
  });
const referrers = fc.constantFrom(null, "friend", "author");

describe("an amount that is shared", () => {
  it("adds up for every small amount by every way of two: each rounded down, the rest to the party that is named", async () => {
    const shares = [1, 3333, 5000, 6667, 7000, 9999];
    for (const takesResidue of [true, false]) {
      await expectByDefinition(
        shares.flatMap((basisPoints) =>
          Array.from({ length: 500 }, (_, n) => ({
            amount: n + 1,
            referrer: null,
            plan: [
              { party: "payee" as const, basisPoints, takesResidue },
              { party: "platform" as const, basisPoints: 10_000 - basisPoints, takesResidue: !takesResidue },
            ],
          })),
        ),
      );
    }
  });

  it("of 101 is 70 and 31, or 71 and 30, as the plan says who takes the residue", async () => {
    const plan = (takesResidue: boolean): Share[] => [
      { party: "payee", basisPoints: 7000, takesResidue },
      { party: "platform", basisPoints: 3000, takesResidue: !takesResidue },
    ];
    const told = await split([true, false].map((is) => ({ plan: plan(is), amount: 101, referrer: null })));
    expect(told.map((shares) => shares.map(({ amount }) => amount))).toEqual([
      [71, 30],
      [70, 31],
    ]);
  });

  it("adds up for any amount up to 10^15 and any plan, with a referrer and without", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ plan: fc.oneof(plans, fc.constant(null)), amount: amounts, referrer: referrers }), {
          minLength: 50,
          maxLength: 50,
        }),
        expectByDefinition,
      ),
      runs(40),
    );
  });

  it("falls to the platform where there is no referrer, residue included", async () => {
    const plan: Share[] = [
      { party: "payee", basisPoints: 3333 },
      { party: "platform", basisPoints: 3333 },
      { party: "referrer", basisPoints: 3334, takesResidue: true },
    ];
    expect(await split([{ plan, amount: 100, referrer: null }])).toEqual([
      [
        { user: "teacher", amount: 33 },
        { user: null, amount: 67 },
      ],
    ]);
  });
});

describe("an amount that is taken back", () => {
  /** Movements of one hold as they would stand, and what is taken back of them: undone when it is told. */
  async function takeBack(movements: { kind: string; shares: Shares; day: number }[], amount: number) {
    const { tenant } = ledger.academy;
    const undo = new Error("undo");
    let taken: { day: number; amount: number; shares: Shares }[] = [];
    const total = movements.reduce(
      (sum, { kind, shares }) => sum + (kind === "release" ? 1n : -1n) * sumOf(shares),
      0n,
    );
    await asTenant(ledger.api.platform.sql, tenant.id, async (tx) => {
      const [hold] = await tx<{ id: string }[]>`
        insert into holds (tenant_id, id, entitlement_id, enrollment_id, transaction_id, user_id, offering_id, payee_id,
          currency, amount, created_at)
        values (${tenant.id}, uuidv7(), uuidv7(), uuidv7(), uuidv7(), 'buyer', 'course', 'teacher', 'UNIT',
          4000000000000000, now())
        returning id`;
      let released = 0n;
      for (const [i, { kind, shares, day }] of movements.entries()) {
        const moved = sumOf(shares);
        const before = released;
        released += kind === "release" ? moved : -moved;
        await tx`
          insert into hold_movements (tenant_id, hold_id, number, kind, amount, transaction_id, hold_amount, released_before,
            refunded_before, released_after, refunded_after, available_at, shares, created_at)
          values (${tenant.id}, ${hold?.id ?? ""}, ${i + 1}, ${kind}, ${String(moved)}, uuidv7(), 4000000000000000,
            ${String(before)}, 0, ${String(released)}, 0, ${new Date(Date.UTC(2026, 0, day))}, ${tx.json(shares as never)}, now())`;
      }
      expect(released).toBe(total);
      const rows = await tx<{ at: Date; amount: number; shares: Shares }[]>`
        select d.available_at as at, d.amount, split_clawback(${tenant.id}, ${hold?.id ?? ""}, d.amount, d.available_at) as shares
        from clawback_dates(${tenant.id}, ${hold?.id ?? ""}, ${amount}) d order by d.available_at desc`;
      taken = rows.map(({ at, ...row }) => ({ ...row, day: at.getUTCDate() }));
      throw undo;
    }).catch((error: unknown) => {
      if (error !== undo) throw error;
    });
    return taken;
  }

  const parts = fc
    .dictionary(fc.constantFrom("teacher", "author", "friend", "editor", ""), amounts, {
      minKeys: 1,
      noNullPrototype: true,
    })
    .map((shares): Shares => Object.entries(shares).map(([user, amount]) => ({ user: user || null, amount })));

  it("adds up, leaves nobody below what they got, and comes from each in proportion to the unit", async () => {
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 0, max: 10_000 }), async (shares, share) => {
        const total = sumOf(shares);
        const amount = (total * BigInt(share)) / 10_000n || 1n;
        const [taken, ...more] = await takeBack([{ kind: "release", shares, day: 1 }], Number(amount));
        expect(more).toEqual([]);
        expect(sumOf(taken?.shares ?? [])).toBe(amount);
        for (const { user, amount: has } of shares) {
          const lost = BigInt(taken?.shares.find((one) => one.user === user)?.amount ?? 0);
          const floor = (amount * BigInt(has)) / total;
          expect([floor, floor + 1n]).toContain(lost);
          expect(lost <= BigInt(has)).toBe(true);
        }
      }),
      runs(60),
    );
  });

  it("comes first from what may be withdrawn last, each date's shares from those who have them", async () => {
    const movements = [
      { kind: "release", shares: [{ user: "teacher", amount: 50 }], day: 1 },
      {
        kind: "release",
        shares: [
          { user: "teacher", amount: 30 },
          { user: null, amount: 20 },
        ],
        day: 9,
      },
      {
        kind: "clawback",
        shares: [
          { user: "teacher", amount: 6 },
          { user: null, amount: 4 },
        ],
        day: 9,
      },
    ];
    expect(await takeBack(movements, 60)).toEqual([
      {
        day: 9,
        amount: 40,
        shares: [
          { user: "teacher", amount: 24 },
          { user: null, amount: 16 },
        ],
      },
      { day: 1, amount: 20, shares: [{ user: "teacher", amount: 20 }] },
    ]);
  });

  it("bit by bit leaves nothing to anybody in the end", async () => {
    const movements = [
      {
        kind: "release",
        shares: [
          { user: "author", amount: 33 },
          { user: "teacher", amount: 35 },
          { user: null, amount: 33 },
        ],
        day: 1,
      },
    ];
    for (const bit of [1, 7, 50, 2, 3, 38]) {
      for (const { shares, day } of await takeBack(movements, bit)) movements.push({ kind: "clawback", shares, day });
    }
    const left = new Map<string | null, number>();
    for (const { kind, shares } of movements) {
      for (const { user, amount } of shares)
        left.set(user, (left.get(user) ?? 0) + (kind === "release" ? amount : -amount));
    }
    expect([...left.values()]).toEqual([0, 0, 0]);
  });
});
