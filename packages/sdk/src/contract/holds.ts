import * as z from "zod";
import { EnrollmentId } from "./enrollments.ts";
import { operation, perUser } from "./operation.ts";
import {
  Amount,
  Currency,
  Digits,
  listQuery,
  OfferingId,
  page,
  Timestamp,
  text,
  typedId,
  UserId,
} from "./primitives.ts";
import { SplitPlanId } from "./split-plans.ts";
import { TransactionId } from "./transactions.ts";

export const HoldId = typedId("hold", "Hold");

export const HoldStatus = z.enum(["held", "released", "refunded"]).meta({
  id: "HoldStatus",
  description:
    "Held while anything waits; then released, or refunded if nothing was released. Both are final, but for clawbacks.",
});

export const Hold = z
  .object({
    id: HoldId,
    enrollment: EnrollmentId,
    offering: OfferingId,
    user: UserId,
    payee: UserId,
    referrer: UserId.nullable(),
    splitPlan: z.object({ id: SplitPlanId, version: z.int().min(1) }).nullable(),
    transaction: TransactionId.meta({ description: "The purchase." }),
    currency: Currency,
    digits: Digits,
    amount: Amount.meta({ description: "What was paid." }),
    held: z.int().min(0).meta({ description: "What waits still." }),
    released: z.int().min(0),
    refunded: z.int().min(0),
    status: HoldStatus,
    confirmedAt: Timestamp.nullable().meta({ description: "When the learner confirmed that it was delivered." }),
    dispute: z.object({ reason: z.string(), at: Timestamp }).nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "Hold", description: "Money in escrow for an enrollment: held, released (in parts, too), refunded." });
export type Hold = z.output<typeof Hold>;

export const HoldMovement = z
  .object({
    kind: z.enum(["release", "refund", "clawback"]),
    amount: z.int().min(0).meta({ description: "Zero where a session was settled that nothing was left for." }),
    session: OfferingId.nullable().meta({ description: "The session that it was released or refunded for." }),
    transaction: TransactionId.nullable(),
    shares: z
      .array(z.object({ user: UserId.nullable().meta({ description: "Null is the platform." }), amount: z.int() }))
      .meta({ description: "Who got it, or (of a clawback) lost it. Empty for refunds." }),
    availableAt: Timestamp.nullable().meta({ description: "From when the payee may withdraw it." }),
    createdAt: Timestamp,
  })
  .meta({ id: "HoldMovement", description: "One step out of a hold, or (a clawback) back into it." });
export type HoldMovement = z.output<typeof HoldMovement>;

export const HoldWithMovements = Hold.extend({ movements: z.array(HoldMovement) }).meta({ id: "HoldWithMovements" });
export type HoldWithMovements = z.output<typeof HoldWithMovements>;

const params = z.strictObject({ hold: HoldId });

export const listHolds = operation({
  id: "holds.list",
  method: "get",
  path: "/v1/holds",
  summary: "Money in escrow, newest first",
  access: { scope: "payouts:read", roles: ["admin"] },
  query: listQuery.extend({
    status: HoldStatus.optional(),
    user: UserId.optional(),
    payee: UserId.optional(),
    offering: OfferingId.optional(),
    disputed: z
      .enum(["true", "false"])
      .transform((value) => value === "true")
      .optional()
      .meta({ description: "`true`: only what waits for a decision. `false`: only what does not." }),
  }),
  response: page("Hold", Hold),
  problems: ["cursor.invalid"],
});

export const retrieveHold = operation({
  id: "holds.retrieve",
  method: "get",
  path: "/v1/holds/{hold}",
  summary: "A hold with all that came out of it",
  access: { scope: "payouts:read", roles: ["admin"] },
  params,
  response: HoldWithMovements,
  problems: ["hold.not_found"],
});

export const decideHold = operation({
  id: "holds.decide",
  method: "post",
  path: "/v1/holds/{hold}/decide",
  summary: "Decide a hold: release, refund, or some of each",
  description:
    "Ends a dispute. What was released already can be refunded, too: it is taken back from those who got it, and what they have withdrawn meanwhile they owe. With the last unit that is refunded, the access that was paid for ends.",
  access: { scope: "payouts:write", roles: ["admin"] },
  params,
  body: z
    .strictObject({
      release: z.int().min(0).default(0).meta({ description: "Of what is held, in minor units." }),
      refund: z.int().min(0).default(0).meta({ description: "Of what is held or was released, in minor units." }),
      reason: text(500).min(1).meta({ description: "Why; kept in the audit log.", example: "The recording was lost" }),
    })
    .refine(({ release, refund }) => release + refund > 0, "must release or refund something")
    .meta({ id: "HoldDecisionInput" }),
  response: HoldWithMovements,
  problems: ["hold.not_found", "hold.ended", "hold.exceeded", "wallet.blocked", "wallet.limit_exceeded"],
  idempotent: true,
});

export const HoldAge = z
  .object({
    currency: Currency,
    digits: Digits,
    daysMin: z.int().min(0).meta({ description: "Held for at least so many days." }),
    daysMax: z.int().nullable().meta({ description: "And for fewer than these; null is without an end." }),
    holds: z.int().min(0),
    held: z.int().min(0).meta({ description: "Minor units." }),
  })
  .meta({ id: "HoldAge" });
export type HoldAge = z.output<typeof HoldAge>;

export const ageHolds = operation({
  id: "holds.ageing",
  method: "get",
  path: "/v1/holds/ageing",
  summary: "How long money has been waiting",
  description:
    "By currency, in steps of 0, 7, 30, 60 and 90 days. Card processors set an end to holding (90 days with most): what comes near it needs a decision.",
  access: { scope: "payouts:read", roles: ["admin"] },
  response: z.object({ data: z.array(HoldAge), disputed: z.int().min(0) }).meta({ id: "HoldAgeing" }),
});

const enrollment = z.strictObject({ enrollment: EnrollmentId });

export const confirmDelivery = perUser({
  id: "enrollments.confirm",
  method: "post",
  path: "/enrollments/{enrollment}/confirm",
  summary: "Confirm that it was delivered",
  description: "What waits for the sessions that are over is released at once.",
  scope: "enrollments:write",
  params: enrollment,
  response: Hold,
  problems: ["enrollment.not_found", "hold.not_found", "hold.ended", "hold.disputed"],
  idempotent: true,
});

export const disputeDelivery = perUser({
  id: "enrollments.dispute",
  method: "post",
  path: "/enrollments/{enrollment}/dispute",
  summary: "Dispute that it was delivered",
  description: "The money waits until an admin has decided.",
  scope: "enrollments:write",
  params: enrollment,
  body: z.strictObject({ reason: text(500).min(1) }).meta({ id: "DisputeInput" }),
  response: Hold,
  problems: ["enrollment.not_found", "hold.not_found", "hold.ended", "hold.disputed"],
  idempotent: true,
});
