import * as z from "zod";
import { Offering, OfferingKind } from "./catalog.ts";
import { everyRole, operation, perUser } from "./operation.ts";
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
import { RefundDestination } from "./tenants.ts";
import { TransactionId } from "./transactions.ts";
import { WaitlistPlace } from "./waitlist.ts";
import { Balance } from "./wallets.ts";

export const EnrollmentId = typedId("enr", "Enrollment");
export const EntitlementId = typedId("ent", "Entitlement");

export const EntitlementSource = z
  .enum(["free", "wallet", "card", "seat", "grant", "coupon", "lti"])
  .meta({ id: "EntitlementSource", description: "Where the right to enter comes from." });

export const EnrollmentStatus = z
  .enum(["active", "completed", "cancelled", "expired"])
  .meta({ id: "EnrollmentStatus" });

const CompletionPercentage = z.int().min(0).max(100).meta({ description: "How far the user has come.", example: 40 });

export const Enrollment = z
  .object({
    id: EnrollmentId,
    user: UserId,
    offering: OfferingId,
    status: EnrollmentStatus,
    completionPercentage: CompletionPercentage,
    createdAt: Timestamp,
    completedAt: Timestamp.nullable(),
    expiresAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: "Enrollment", description: "The learning relation of a user with an offering." });
export type Enrollment = z.output<typeof Enrollment>;

const Payment = z
  .object({
    currency: Currency,
    digits: Digits,
    amount: Amount.meta({ description: "What was paid." }),
    refunded: z.int().min(0).meta({ description: "What of it has been given back." }),
    status: z.enum(["paid", "held", "released", "refunded"]).meta({
      description:
        "Held or released, or refunded if nothing was released, where a payee is owed; otherwise paid, or refunded when all was given back.",
    }),
    disputed: z
      .boolean()
      .meta({ description: "Whether the learner disputes the delivery, and nobody has decided yet." }),
  })
  .meta({ id: "EnrollmentPayment" });

export const EnrollmentWithPayment = Enrollment.extend({
  payment: Payment.nullable().meta({ description: "The latest purchase; null when nothing was ever paid." }),
}).meta({ id: "EnrollmentWithPayment" });
export type EnrollmentWithPayment = z.output<typeof EnrollmentWithPayment>;

const Through = OfferingId.nullable().meta({
  description: "The offering that includes this one and opens it; null when it is open by itself.",
});

export const NewEnrollment = Enrollment.extend({
  source: EntitlementSource,
  through: Through,
  transaction: TransactionId.nullable(),
  balance: Balance.nullable().meta({ description: "What is left to spend; null when it was free." }),
}).meta({ id: "NewEnrollment" });
export type NewEnrollment = z.output<typeof NewEnrollment>;

export const createEnrollment = perUser({
  id: "enrollments.create",
  method: "post",
  path: "/enrollments",
  summary: "Enroll, paying from the wallet",
  description: "Debit, enrollment and the right to enter are one: all or nothing. Free offerings cost nothing.",
  scope: "enrollments:write",
  body: z
    .strictObject({
      offering: OfferingId,
      currency: Currency.optional().meta({ description: "Needed when there are prices in several." }),
      expectedPrice: z
        .strictObject({ currency: Currency, amount: Amount.or(z.literal(0)) })
        .optional()
        .meta({ description: "The price that was shown. If it has changed, nothing is charged." }),
    })
    .meta({ id: "EnrollmentInput" }),
  response: NewEnrollment,
  status: 201,
  problems: [
    "offering.not_found",
    "offering.unavailable",
    "offering.not_open_yet",
    "offering.closed",
    "offering.full",
    "enrollment.prerequisites_missing",
    "price.changed",
    "price.currency_unavailable",
    "enrollment.already_enrolled",
    "wallet.insufficient_funds",
    "wallet.frozen",
    "wallet.in_debt",
    "wallet.blocked",
  ],
  idempotent: true,
});

export const listEnrollments = perUser({
  id: "enrollments.list",
  method: "get",
  path: "/enrollments",
  summary: "A user's enrollments, newest first",
  description: "Ended ones included; each with what was paid for it, and what became of that.",
  scope: "enrollments:read",
  query: listQuery.extend({
    kind: OfferingKind.optional().meta({ description: "Only those in offerings of this kind." }),
  }),
  response: page("EnrollmentWithPayment", EnrollmentWithPayment),
  problems: ["cursor.invalid"],
});

const enrollmentParams = z.strictObject({ enrollment: EnrollmentId });

/** Why nothing is paid back, as `enrollments.cancel` would refuse it. */
export const RefundObstacle = z
  .object({
    code: z.enum([
      "refund.window_closed",
      "refund.nothing_left",
      "enrollment.attended",
      "enrollment.completed",
      "hold.disputed",
    ]),
    closedAt: Timestamp.optional(),
  })
  .meta({ id: "RefundObstacle", description: "Why nothing is paid back." });
export type RefundObstacle = z.output<typeof RefundObstacle>;

export const Cancellation = z
  .object({
    enrollment: EnrollmentId,
    offering: OfferingId,
    paid: z
      .object({ currency: Currency, digits: Digits, amount: Amount })
      .nullable()
      .meta({ description: "Null when nothing was paid." }),
    refund: z
      .object({ currency: Currency, digits: Digits, amount: Amount })
      .nullable()
      .meta({ description: "What would be paid back now." }),
    obstacle: RefundObstacle.nullable().meta({ description: "Why nothing is paid back of what was paid." }),
    destinations: z.array(RefundDestination).meta({ description: "Where it may go; the first is the usual one." }),
    refundableUntil: Timestamp.nullable(),
    keepsAccess: z.boolean().meta({ description: "Whether another reason lets the user in afterwards." }),
    asOf: Timestamp,
  })
  .meta({
    id: "Cancellation",
    description: "What cancelling would do now: computed by the very rule that decides it.",
  });
export type Cancellation = z.output<typeof Cancellation>;

export const previewCancellation = perUser({
  id: "enrollments.cancellation",
  method: "get",
  path: "/enrollments/{enrollment}/cancellation",
  summary: "What cancelling would do",
  scope: "enrollments:read",
  params: enrollmentParams,
  response: Cancellation,
  problems: ["enrollment.not_found", "enrollment.ended"],
});

export const AccessDecision = z
  .object({
    offering: OfferingId,
    user: UserId,
    allowed: z.boolean(),
    reason: z.enum(["entitled", "not_enrolled", "expired", "not_started", "no_such_offering"]),
    source: EntitlementSource.nullable(),
    through: Through,
    enrollment: EnrollmentId.nullable(),
    expiresAt: Timestamp.nullable(),
    asOf: Timestamp,
  })
  .meta({ id: "AccessDecision", description: "May this user enter? Asking changes nothing." });
export type AccessDecision = z.output<typeof AccessDecision>;

const params = z.strictObject({ offering: OfferingId });

export const checkAccess = perUser({
  id: "access.check",
  method: "get",
  path: "/access/{offering}",
  summary: "May this user enter?",
  description:
    "A pure read. Ask it on your server before you send what must stay secret. Whoever has never been here is not enrolled, which is an answer and no error: your server may ask about any of its users.",
  scope: "enrollments:read",
  params,
  response: AccessDecision,
  answersForUnknownUsers: true,
});

/** Why a user can't enroll at the moment, as `enrollments.create` would refuse it. */
export const Obstacle = z
  .object({
    code: z.enum([
      "offering.unavailable",
      "offering.not_open_yet",
      "offering.closed",
      "offering.full",
      "enrollment.prerequisites_missing",
    ]),
    opensAt: Timestamp.optional(),
    closedAt: Timestamp.optional(),
    missing: z.array(OfferingId).optional().meta({ description: "Prerequisites that the user has not completed." }),
    canWait: z
      .boolean()
      .optional()
      .meta({ description: "Of a full one: whether users can begin to wait for a place." }),
  })
  .meta({ id: "Obstacle", description: "Why a user can't enroll at the moment." });
export type Obstacle = z.output<typeof Obstacle>;

export const OfferingStatus = z
  .object({
    offering: Offering,
    access: AccessDecision,
    enrollment: Enrollment.nullable().meta({ description: "The user's live enrollment." }),
    placesLeft: z.int().nullable().meta({
      description: "For this user: what is promised to those who wait is not left. Null without a limit.",
    }),
    obstacle: Obstacle.nullable().meta({ description: "What stands in the way, money aside." }),
    owned: z.int().min(0).meta({
      description:
        "How many of `offering.includes` the user is enrolled in already: of a course's sessions, those bought one by one. It takes nothing off the price.",
      example: 1,
    }),
    waitlist: WaitlistPlace.nullable().meta({
      description: "Where the user stands in the line. While an offer stands, `offering.prices` are the offered ones.",
    }),
    balances: z.array(Balance).meta({ description: "The user's, in the currencies of the prices." }),
    shortfall: z.object({ currency: Currency, needed: Amount, available: z.int(), missing: Amount }).nullable().meta({
      description: "What the wallet lacks for the first price; null when it can pay any of them, or nothing is to pay.",
    }),
  })
  .meta({ id: "OfferingStatus", description: "All that an enroll button shows, in one answer." });
export type OfferingStatus = z.output<typeof OfferingStatus>;

export const retrieveOfferingStatus = perUser({
  id: "offerings.status",
  method: "get",
  path: "/offerings/{offering}",
  summary: "An offering as a user sees it",
  description: "With price, access and whether the wallet can pay.",
  scope: "enrollments:read",
  params,
  response: OfferingStatus,
  problems: ["offering.not_found"],
});

export const listOfferingStatuses = perUser({
  id: "offerings.statuses",
  method: "get",
  path: "/offerings",
  summary: "The catalog as a user sees it",
  description:
    "Each offering with price, access and whether the wallet can pay; those that can be enrolled in or were.",
  scope: "enrollments:read",
  query: listQuery.extend({
    kind: OfferingKind.optional(),
    search: text(200).min(1).optional().meta({ example: "hazmat", description: "A part of id or title." }),
    includedIn: OfferingId.optional().meta({ description: "Only what this offering includes." }),
  }),
  response: page("OfferingStatus", OfferingStatus),
  problems: ["cursor.invalid"],
});

export const StudentCount = z
  .object({
    offering: OfferingId,
    students: z
      .int()
      .min(0)
      .meta({ description: "Active and completed enrollments whose time is not over.", example: 128 }),
    asOf: Timestamp,
  })
  .meta({ id: "StudentCount" });
export type StudentCount = z.output<typeof StudentCount>;

export const countStudents = operation({
  id: "offerings.students",
  method: "get",
  path: "/v1/offerings/{offering}/students",
  summary: "How many are enrolled in an offering",
  access: { scope: "enrollments:read", roles: everyRole },
  params,
  response: StudentCount,
  problems: ["offering.not_found"],
});

export const Entitlement = z
  .object({
    id: EntitlementId,
    source: EntitlementSource,
    transaction: TransactionId.nullable(),
    startsAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: "Entitlement", description: "One reason why a user may enter. Losing one never takes away another." });
export type Entitlement = z.output<typeof Entitlement>;

export const EnrollmentWithEntitlements = Enrollment.extend({ entitlements: z.array(Entitlement) }).meta({
  id: "EnrollmentWithEntitlements",
});
export type EnrollmentWithEntitlements = z.output<typeof EnrollmentWithEntitlements>;

export const listAllEnrollments = operation({
  id: "enrollments.listAll",
  method: "get",
  path: "/v1/enrollments",
  summary: "Who is or was enrolled, newest first",
  access: { scope: "enrollments:read", roles: ["admin"] },
  query: listQuery.extend({ offering: OfferingId.optional(), status: EnrollmentStatus.optional() }),
  response: page("Enrollment", Enrollment),
  problems: ["cursor.invalid"],
});

export const retrieveEnrollment = operation({
  id: "enrollments.retrieve",
  method: "get",
  path: "/v1/enrollments/{enrollment}",
  summary: "Retrieve an enrollment with the reasons for its access",
  access: { scope: "enrollments:read", roles: ["admin"] },
  params: enrollmentParams,
  response: EnrollmentWithEntitlements,
  problems: ["enrollment.not_found"],
});

export const updateEnrollment = operation({
  id: "enrollments.update",
  method: "patch",
  path: "/v1/enrollments/{enrollment}",
  summary: "Tell how far a user has come",
  description: "At 100 the enrollment is completed, and stays so.",
  access: { scope: "enrollments:write" },
  params: enrollmentParams,
  body: z.strictObject({ completionPercentage: CompletionPercentage }).meta({ id: "EnrollmentUpdate" }),
  response: EnrollmentWithEntitlements,
  problems: ["enrollment.not_found", "enrollment.ended"],
});

const Reason = text(500).min(1).meta({ description: "Why; kept in the audit log.", example: "Teaches here" });

export const grantAccess = operation({
  id: "entitlements.grant",
  method: "post",
  path: "/v1/users/{user}/entitlements",
  summary: "Let a user in without payment",
  description:
    "Enrolls the user, whatever the window and the prerequisites, or adds a reason to the enrollment there is. A full offering refuses, unless `overCapacity` says that you know.",
  access: { scope: "enrollments:write", roles: ["admin"] },
  params: z.strictObject({ user: UserId }),
  body: z
    .strictObject({
      offering: OfferingId,
      reason: Reason,
      expiresAt: Timestamp.nullable().default(null),
      overCapacity: z.boolean().default(false),
    })
    .meta({ id: "AccessGrantInput" }),
  response: EnrollmentWithEntitlements,
  status: 201,
  problems: ["user.not_found", "offering.not_found", "offering.full"],
  idempotent: true,
});

export const revokeEntitlement = operation({
  id: "entitlements.revoke",
  method: "post",
  path: "/v1/entitlements/{entitlement}/revoke",
  summary: "Take one reason for access away",
  description: "Nothing is paid back. With the last reason the enrollment ends; its results stay.",
  access: { scope: "enrollments:write", roles: ["admin"] },
  params: z.strictObject({ entitlement: EntitlementId }),
  body: z.strictObject({ reason: Reason }).meta({ id: "RevokeInput" }),
  response: EnrollmentWithEntitlements,
  problems: ["entitlement.not_found", "entitlement.ended"],
  idempotent: true,
});

const Refund = z
  .object({
    currency: Currency,
    digits: Digits,
    amount: z.int().min(0).meta({
      description: "What reached the wallet: less than was given back where credit had expired and is forfeited.",
    }),
    destination: RefundDestination,
    transaction: TransactionId,
    balance: z.int().meta({ description: "The wallet's, afterwards." }),
  })
  .meta({ id: "Refund" });

export const CancelledEnrollment = EnrollmentWithEntitlements.extend({
  refund: Refund.nullable().meta({ description: "Null when nothing was paid back." }),
}).meta({ id: "CancelledEnrollment" });
export type CancelledEnrollment = z.output<typeof CancelledEnrollment>;

const destination = RefundDestination.optional().meta({ description: "Without one: the policy's usual." });

export const cancelEnrollment = perUser({
  id: "enrollments.cancel",
  method: "post",
  path: "/enrollments/{enrollment}/cancel",
  summary: "Cancel, and get back what the policy gives",
  description:
    "Ends the reason that was paid for, and the enrollment if no other is left. Refused with the reason when nothing would be paid back, unless that is waived.",
  scope: "enrollments:write",
  params: enrollmentParams,
  body: z
    .strictObject({
      expectedRefund: z.int().min(0).optional().meta({
        description: "What was shown, in minor units. If it has changed, nothing happens.",
      }),
      waiveRefund: z.boolean().default(false).meta({ description: "Leave, and let nothing be paid back." }),
      destination,
    })
    .meta({ id: "CancellationInput" }),
  response: CancelledEnrollment,
  problems: [
    "enrollment.not_found",
    "enrollment.ended",
    "enrollment.attended",
    "enrollment.completed",
    "refund.window_closed",
    "refund.nothing_left",
    "refund.changed",
    "refund.destination_unavailable",
    "hold.disputed",
    "wallet.blocked",
    "wallet.limit_exceeded",
  ],
  idempotent: true,
});

export const cancelAnyEnrollment = operation({
  id: "enrollments.cancelAny",
  method: "post",
  path: "/v1/enrollments/{enrollment}/cancel",
  summary: "Cancel for a user, by policy or beyond it",
  description:
    "What was released already is taken back from those who got it; what they have withdrawn meanwhile they owe.",
  access: { scope: "enrollments:write", roles: ["admin"] },
  params: enrollmentParams,
  body: z
    .strictObject({
      refund: z.enum(["policy", "all", "none"]).meta({
        description: "What the policy gives now; all that was paid and not given back; or nothing.",
      }),
      reason: Reason,
      destination,
    })
    .meta({ id: "AdminCancellationInput" }),
  response: CancelledEnrollment,
  problems: [
    "enrollment.not_found",
    "enrollment.ended",
    "refund.destination_unavailable",
    "wallet.blocked",
    "wallet.limit_exceeded",
  ],
  idempotent: true,
});
