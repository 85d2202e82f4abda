import * as z from "zod";
import { Offering } from "./catalog.ts";
import { perUser } from "./operation.ts";
import { Amount, Currency, listQuery, OfferingId, page, Timestamp, typedId, UserId } from "./primitives.ts";
import { TransactionId } from "./transactions.ts";
import { Balance } from "./wallets.ts";

export const EnrollmentId = typedId("enr", "Enrollment");

export const EntitlementSource = z
  .enum(["free", "wallet", "card", "seat", "grant", "coupon", "lti"])
  .meta({ id: "EntitlementSource", description: "Where the right to enter comes from." });

export const Enrollment = z
  .object({
    id: EnrollmentId,
    user: UserId,
    offering: OfferingId,
    status: z.enum(["active", "completed", "cancelled", "expired"]),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: "Enrollment", description: "The learning relation of a user with an offering." });
export type Enrollment = z.output<typeof Enrollment>;

export const NewEnrollment = Enrollment.extend({
  source: EntitlementSource,
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
  description: "Ended ones included.",
  scope: "enrollments:read",
  query: listQuery,
  response: page("Enrollment", Enrollment),
  problems: ["cursor.invalid"],
});

export const AccessDecision = z
  .object({
    offering: OfferingId,
    user: UserId,
    allowed: z.boolean(),
    reason: z.enum(["entitled", "not_enrolled", "expired", "not_started", "no_such_offering"]),
    source: EntitlementSource.nullable(),
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
  description: "A pure read. Ask it on your server before you send what must stay secret.",
  scope: "enrollments:read",
  params,
  response: AccessDecision,
});

export const OfferingStatus = z
  .object({
    offering: Offering,
    access: AccessDecision,
    balances: z.array(Balance).meta({ description: "The user's, in the currencies of the prices." }),
    shortfall: z
      .object({ currency: Currency, needed: Amount, available: z.int(), missing: Amount })
      .nullable()
      .meta({ description: "What the wallet lacks for the first price; null when it can pay or nothing is to pay." }),
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
