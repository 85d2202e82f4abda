import fc from "fast-check";

// Histories of a ledger as plain data: a user is its place in a list, an earlier request is its place among those before.

const user = fc.nat({ max: 2 });
const amount = fc.integer({ min: 1, max: 30 });
const earlier = fc.nat({ max: 1000 });
/** As often null as not. */
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(arbitrary, fc.constant(null));
/** Days after the beginning of the history, and so perhaps in its past. */
const expiresOnDay = orNull(fc.nat({ max: 8 }));

const posting = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant("grant"), user, amount, expiresOnDay }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom("top_up", "deposit"),
      user,
      amount,
      expiresOnDay,
      refundable: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("spend"), user, amount, pendingHours: fc.constant(null) }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("spend"), user, amount, pendingHours: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("adjustment"),
      user,
      amount: fc.integer({ min: -30, max: 30 }).filter((value) => value !== 0),
      overdraft: fc.boolean(),
      about: orNull(earlier),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      // One past the last is nobody.
      .record({ type: fc.constant("transfer"), user, amount, to: fc.nat({ max: 3 }), fee: fc.nat({ max: 29 }) })
      .map((transfer) => ({ ...transfer, fee: transfer.fee % transfer.amount })),
  },
);

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant("post"), posting }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("batch"), postings: fc.array(posting, { minLength: 1, maxLength: 8 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("reverse"),
      of: earlier,
      amount: orNull(amount),
      overdraft: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("settle", "fail"), of: earlier }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("replay"), of: earlier, changed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("freeze", "unfreeze"), user }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance"), hours: fc.constantFrom(1, 6, 12, 24, 36) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("expire", "failOverdue", "seal") }) },
);

export type HistoryPosting = { user: number; amount: number } & (
  | { type: "grant"; expiresOnDay: number | null }
  | { type: "top_up" | "deposit"; expiresOnDay: number | null; refundable: boolean }
  | { type: "spend"; pendingHours: number | null }
  | { type: "adjustment"; overdraft: boolean; about: number | null }
  | { type: "transfer"; to: number; fee: number }
);

export type HistoryStep =
  | { do: "post"; posting: HistoryPosting }
  | { do: "batch"; postings: HistoryPosting[] }
  | { do: "reverse"; of: number; amount: number | null; overdraft: boolean }
  | { do: "settle" | "fail"; of: number }
  | { do: "replay"; of: number; changed: boolean }
  | { do: "freeze" | "unfreeze"; user: number }
  | { do: "advance"; hours: number }
  | { do: "expire" | "failOverdue" | "seal" };

export const histories = (lengthMax: number): fc.Arbitrary<HistoryStep[]> =>
  fc.array(step as fc.Arbitrary<HistoryStep>, {
    minLength: Math.floor(lengthMax / 3),
    maxLength: lengthMax,
    size: "max",
  });

const { FC_SEED: seed = "20261120", FC_RUNS: wanted } = process.env;

/** The seed is fixed, so that a run can be repeated; another is tried with FC_SEED, more histories with FC_RUNS. */
export const runs = (numRuns: number): { seed: number; numRuns: number } => ({
  seed: Number(seed),
  numRuns: Number(wanted ?? numRuns),
});
/** How long a property may take, in milliseconds. */
export const patience = 60_000 + 2_000 * Number(wanted ?? 0);
