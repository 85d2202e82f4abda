import * as z from "zod";
import { everyRole, operation } from "./operation.ts";
import {
  Amount,
  Currency,
  Digits,
  listQuery,
  Metadata,
  OfferingId,
  page,
  Timestamp,
  text,
  UserId,
  url,
} from "./primitives.ts";
import { Problem } from "./problems.ts";
import { SplitPlanId } from "./split-plans.ts";

export const OfferingKind = z.enum(["course", "session", "membership"]).meta({ id: "OfferingKind" });

export const Price = z
  .object({
    currency: Currency,
    digits: Digits,
    amount: Amount,
    version: z.int().min(1),
  })
  .meta({ id: "Price", description: "What an offering costs in one currency." });
export type Price = z.output<typeof Price>;

/** What the host says of an offering; the same words in and out. */
const described = {
  kind: OfferingKind.meta({ description: "A `session` is live; a `membership` is access to a whole platform." }),
  title: text(300).min(1),
  description: text(5000).nullable(),
  url: url(/^https?$/, 1000)
    .nullable()
    .meta({ description: "Where it is on the host site." }),
  available: z.boolean().meta({ description: "Whether anyone may enroll at all." }),
  capacity: z
    .int()
    .min(0)
    .max(1_000_000)
    .nullable()
    .meta({ description: "How many may be enrolled at once; null is without a limit." }),
  opensAt: Timestamp.nullable().meta({ description: "When enrollment opens; null is at once." }),
  closesAt: Timestamp.nullable().meta({ description: "When enrollment closes; null is never." }),
  startsAt: Timestamp.nullable().meta({ description: "When it begins." }),
  endsAt: Timestamp.nullable().meta({ description: "When it is over; nobody enrolls from then on." }),
  accessDays: z.int().min(1).max(36_500).nullable().meta({
    description: "How long access lasts from enrollment, fixed then; null is for ever.",
  }),
  payee: UserId.nullable().meta({
    description:
      "Who is owed for it: the teacher. What is paid then waits in escrow; null is the platform itself, at once.",
  }),
  splitPlan: SplitPlanId.nullable().meta({
    description:
      "By which plan it is shared; null leaves all of it to the payee, and is all that others than admins see. Past purchases keep theirs.",
  }),
  metadata: Metadata,
};

const listOf = (description: string) =>
  z
    .array(OfferingId)
    .max(200)
    .refine((ids) => new Set(ids).size === ids.length, "names an offering twice")
    .meta({ description });

const related = {
  includes: listOf("Offerings that come with it: a course's sessions, a membership's courses."),
  prerequisites: listOf("Offerings that must be completed before."),
};

export const Offering = z
  .object({
    id: OfferingId,
    ...described,
    title: z.string(),
    description: z.string().nullable(),
    url: z.string().nullable(),
    ...related,
    prices: z.array(Price).meta({ description: "None: free." }),
    cancelledAt: Timestamp.nullable().meta({ description: "Of a session that will not take place." }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Offering", description: "Anything one can be enrolled in." });
export type Offering = z.output<typeof Offering>;

export const PriceInput = z.strictObject({ currency: Currency, amount: Amount });

const input = z
  .strictObject({ ...described, ...related })
  .partial()
  .extend({
    prices: z
      .array(PriceInput)
      .max(20)
      .refine(
        (prices) => new Set(prices.map((price) => price.currency)).size === prices.length,
        "names a currency twice",
      )
      .optional(),
  });

export const OfferingInput = input.meta({
  id: "OfferingInput",
  description: "A missing field keeps its value. Lists, when sent, are all there are.",
  example: { kind: "course", title: "DOT HAZMAT", prices: [{ currency: "UNIT", amount: 50 }] },
});
export type OfferingInput = z.output<typeof OfferingInput>;

const params = z.strictObject({ offering: OfferingId });

const upsertProblems = [
  "currency.not_found",
  "offering.not_found",
  "offering.inclusion_invalid",
  "offering.times_invalid",
  "offering.settled",
  "splitPlan.not_found",
  "splitPlan.payee_missing",
] as const;

export const upsertOffering = operation({
  id: "offerings.upsert",
  method: "put",
  path: "/v1/offerings/{offering}",
  summary: "Create or update an offering with its prices",
  description:
    "Under the host's own id. A missing field keeps its value; `prices`, when sent, are all there are, and a changed amount makes a new version. A session that was cancelled, or whose money has been settled, keeps its kind and its times.",
  access: { scope: "catalog:write", roles: ["admin"] },
  params,
  body: OfferingInput,
  response: Offering,
  problems: upsertProblems,
});

export const OfferingResult = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.enum(["created", "updated", "unchanged"]), id: OfferingId }),
    z.object({ outcome: z.literal("refused"), id: OfferingId, problem: Problem }),
  ])
  .meta({ id: "OfferingResult" });
export type OfferingResult = z.output<typeof OfferingResult>;

export const upsertOfferingBatch = operation({
  id: "offerings.upsertBatch",
  method: "post",
  path: "/v1/offerings/batch",
  summary: "Create or update up to 1,000 offerings",
  description:
    "For a host that syncs its catalog. Each is done or refused by itself, with a result in the same order; what has not changed is left alone. Offerings may name each other in any order.",
  access: { scope: "catalog:write" },
  body: z
    .strictObject({
      offerings: z
        .array(OfferingInput.extend({ id: OfferingId }))
        .min(1)
        .max(1000)
        .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, "names an offering twice"),
    })
    .meta({ id: "OfferingBatchInput" }),
  response: z.object({ results: z.array(OfferingResult) }).meta({ id: "OfferingBatchResult" }),
});

export const retrieveOffering = operation({
  id: "offerings.retrieve",
  method: "get",
  path: "/v1/offerings/{offering}",
  summary: "Retrieve an offering",
  access: { scope: "catalog:read", roles: everyRole },
  params,
  response: Offering,
  problems: ["offering.not_found"],
});

export const listOfferings = operation({
  id: "offerings.list",
  method: "get",
  path: "/v1/offerings",
  summary: "List or search offerings",
  description: "In the order of their ids. `search` finds a part of id or title.",
  access: { scope: "catalog:read", roles: everyRole },
  query: listQuery.extend({
    kind: OfferingKind.optional(),
    search: text(200).min(1).optional().meta({ example: "hazmat" }),
  }),
  response: page("Offering", Offering),
  problems: ["cursor.invalid"],
});

export const cancelSession = operation({
  id: "offerings.cancel",
  method: "post",
  path: "/v1/offerings/{offering}/cancel",
  summary: "Cancel a session",
  description:
    "It will not take place: nobody attends or misses it, and what waits for it goes back within a minute or two. For good, and not once its money has been settled.",
  access: { scope: "catalog:write", roles: ["admin"] },
  params,
  body: z.strictObject({ reason: text(500).min(1) }).meta({ id: "SessionCancellationInput" }),
  response: Offering,
  problems: ["offering.not_found", "offering.not_a_session", "offering.settled"],
  idempotent: true,
});

export const PriceVersion = Price.extend({ createdAt: Timestamp, endedAt: Timestamp.nullable() }).meta({
  id: "PriceVersion",
  description: "A price as it was from one moment to another; null is until now.",
});
export type PriceVersion = z.output<typeof PriceVersion>;

export const listPrices = operation({
  id: "prices.list",
  method: "get",
  path: "/v1/offerings/{offering}/prices",
  summary: "All prices that an offering has had, by currency, newest first",
  access: { scope: "catalog:read", roles: ["admin"] },
  params,
  query: listQuery,
  response: page("PriceVersion", PriceVersion),
  problems: ["offering.not_found", "cursor.invalid"],
});

export const setPrice = operation({
  id: "prices.set",
  method: "put",
  path: "/v1/offerings/{offering}/prices/{currency}",
  summary: "Set what an offering costs in one currency",
  description: "Prices in other currencies stay. Enrollments that were paid keep what they were paid with.",
  access: { scope: "catalog:write", roles: ["admin"] },
  params: params.extend({ currency: Currency }),
  body: z.strictObject({ amount: Amount }).meta({ id: "PriceAmountInput" }),
  response: Offering,
  problems: ["offering.not_found", "currency.not_found"],
});

export const removePrice = operation({
  id: "prices.remove",
  method: "delete",
  path: "/v1/offerings/{offering}/prices/{currency}",
  summary: "Sell an offering in this currency no longer",
  description: "Without any price it is free.",
  access: { scope: "catalog:write", roles: ["admin"] },
  params: params.extend({ currency: Currency }),
  response: Offering,
  problems: ["offering.not_found"],
});
