import fc from "fast-check";

// Histories of a school as plain data: learners, offerings, and earlier purchases and payouts by their place in a list.

const place = fc.nat({ max: 1000 });
const amount = fc.integer({ min: 1, max: 120 });
const maybe = (chance: number) => fc.nat({ max: chance }).map((n) => n === 0);

const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ do: fc.constant("buy"), learner: place, offering: place }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("cancel"),
      of: place,
      waive: maybe(4),
      toCredit: maybe(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("cancelAny"),
      of: place,
      refund: fc.constantFrom("policy", "all", "none"),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("advance"), hours: fc.constantFrom(1, 6, 24, 48, 24 * 7) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("settle", "releaseDue") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("confirm", "dispute"), of: place }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("decide"),
      of: place,
      release: fc.nat({ max: 60 }),
      refund: fc.nat({ max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancelSession"), session: place }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("withdraw"), payee: place, amount }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("approve", "reject", "pay", "fail"), of: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("gather", "payBatch"), of: place }) },
);

export type SchoolStep =
  | { do: "buy"; learner: number; offering: number }
  | { do: "cancel"; of: number; waive: boolean; toCredit: boolean }
  | { do: "cancelAny"; of: number; refund: "policy" | "all" | "none" }
  | { do: "advance"; hours: number }
  | { do: "settle" | "releaseDue" }
  | { do: "confirm" | "dispute"; of: number }
  | { do: "decide"; of: number; release: number; refund: number }
  | { do: "cancelSession"; session: number }
  | { do: "withdraw"; payee: number; amount: number }
  | { do: "approve" | "reject" | "pay" | "fail"; of: number }
  | { do: "gather" | "payBatch"; of: number };

export const schoolHistories = (lengthMax: number): fc.Arbitrary<SchoolStep[]> =>
  fc.array(step as fc.Arbitrary<SchoolStep>, {
    minLength: Math.floor(lengthMax / 2),
    maxLength: lengthMax,
    size: "max",
  });
