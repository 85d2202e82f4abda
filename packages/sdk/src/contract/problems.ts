import * as z from "zod";

/**
 * The one registry of what can go wrong: each code with its status, a title for developers, and the shape of its facts.
 * Codes are stable; titles may change. Answers are RFC 9457 problem documents.
 */
const facts = z.object;
const none = z.object({});
const amount = z.number();

export const problems = {
  "request.invalid": { status: 400, title: "The request has invalid fields; see `errors`", facts: none },
  "request.malformed": { status: 400, title: "The body is not valid JSON", facts: none },
  "request.unsupported_media_type": { status: 415, title: "Send the body as application/json", facts: none },
  "request.too_large": { status: 413, title: "The body is too large", facts: facts({ bytesMax: z.number() }) },
  "request.not_found": { status: 404, title: "There is no such route", facts: none },
  "request.method_not_allowed": { status: 405, title: "The route does not answer this method", facts: none },
  "request.rate_limited": {
    status: 429,
    title: "Too many requests; try again after `Retry-After` seconds",
    facts: facts({ retryAfterSeconds: z.number() }),
  },
  "auth.unauthenticated": {
    status: 401,
    title: "Send a valid secret key or user token as `Authorization: Bearer …`",
    facts: none,
  },
  "auth.forbidden": { status: 403, title: "This key or user may not do this", facts: facts({ needs: z.string() }) },
  "auth.origin_not_allowed": {
    status: 403,
    title: "This origin is not on the publishable key's list",
    facts: facts({ origin: z.string() }),
  },
  "auth.secret_key_in_browser": {
    status: 403,
    title: "A secret key came from a browser: revoke it and use a publishable key with a user token",
    facts: none,
  },
  "idempotency.key_missing": { status: 400, title: "Send an `Idempotency-Key` header", facts: none },
  "idempotency.key_reused": {
    status: 422,
    title: "This idempotency key was used with another request; use a new one",
    facts: none,
  },
  "cursor.invalid": { status: 400, title: "The cursor is not one that this list gave", facts: none },

  "key.not_found": { status: 404, title: "There is no such key", facts: none },
  "key.last_one": { status: 409, title: "This is the last secret key; create another before revoking it", facts: none },
  "tokenSecret.missing": {
    status: 409,
    title: "The tenant has no secret for user tokens yet; create one with POST /v1/token-secrets",
    facts: none,
  },
  "user.not_found": { status: 404, title: "There is no such user", facts: none },

  "currency.not_found": {
    status: 404,
    title: "The tenant has no such currency",
    facts: facts({ currency: z.string() }),
  },
  "currency.digits_fixed": {
    status: 409,
    title: "The digits of a currency can't change",
    facts: facts({ currency: z.string(), digits: z.number() }),
  },

  "wallet.insufficient_funds": {
    status: 402,
    title: "The wallet has not enough to spend",
    facts: facts({ currency: z.string(), needed: amount, available: amount }),
  },
  "wallet.frozen": {
    status: 409,
    title: "The wallet is frozen",
    facts: facts({ currency: z.string(), reason: z.string() }),
  },
  "wallet.in_debt": {
    status: 409,
    title: "The wallet must be topped up above zero before anything is spent",
    facts: facts({ currency: z.string(), debt: amount }),
  },
  "wallet.blocked": {
    status: 409,
    title: "The wallet's balance differs from its entries; nothing moves until an operator has looked",
    facts: facts({ currency: z.string() }),
  },
  "wallet.limit_exceeded": {
    status: 409,
    title: "The balance would pass what can be stored exactly",
    facts: facts({ currency: z.string() }),
  },

  "transaction.not_found": { status: 404, title: "There is no such transaction", facts: none },
  "transaction.not_reversible": {
    status: 409,
    title: "Transactions of this type can't be reversed",
    facts: facts({ transactionType: z.string() }),
  },
  "transaction.in_escrow": {
    status: 409,
    title: "What waits in escrow goes back by cancelling the enrollment, or by a decision on its hold",
    facts: none,
  },
  "transaction.reversal_exceeds_original": {
    status: 409,
    title: "More than what is left of the original can't be given back",
    facts: facts({ remaining: amount }),
  },
  "transaction.not_pending": {
    status: 409,
    title: "The transaction has ended already",
    facts: facts({ transactionStatus: z.string() }),
  },
  "transaction.deposit_not_adjustable": {
    status: 409,
    title: "A deposit is taken back by reversing it, not by an adjustment",
    facts: none,
  },
  "transfer.same_wallet": { status: 409, title: "Sender and receiver are the same", facts: none },

  "offering.not_found": { status: 404, title: "There is no such offering", facts: none },
  "offering.unavailable": { status: 409, title: "The offering is not open for enrollment", facts: none },
  "offering.not_open_yet": {
    status: 409,
    title: "Enrollment has not opened yet",
    facts: facts({ opensAt: z.string() }),
  },
  "offering.closed": { status: 409, title: "Enrollment is over", facts: facts({ closedAt: z.string() }) },
  "offering.full": { status: 409, title: "No place left", facts: facts({ capacity: z.number() }) },
  "offering.inclusion_invalid": {
    status: 422,
    title: "A membership may include courses and sessions, a course sessions, and a session nothing",
    facts: facts({ offering: z.string(), includes: z.string() }),
  },
  "offering.times_invalid": {
    status: 422,
    title: "Something must open before it closes, and start before it ends",
    facts: none,
  },
  "offering.settled": {
    status: 409,
    title: "The session has been cancelled, or settled by its times; what its holds have left can still be decided",
    facts: facts({ outcome: z.string() }),
  },
  "offering.not_a_session": { status: 409, title: "Only live sessions are attended, or cancelled", facts: none },
  "price.changed": {
    status: 409,
    title: "The price has changed; nothing was charged",
    facts: facts({ currency: z.string(), expected: amount, actual: amount }),
  },
  "price.currency_unavailable": {
    status: 409,
    title: "Name one of the currencies in which the offering has a price",
    facts: facts({ currency: z.string().nullable(), currencies: z.array(z.string()) }),
  },
  "enrollment.not_found": { status: 404, title: "There is no such enrollment", facts: none },
  "enrollment.already_enrolled": {
    status: 409,
    title: "The user is enrolled already",
    facts: facts({ enrollment: z.string() }),
  },
  "enrollment.prerequisites_missing": {
    status: 409,
    title: "Other offerings must be completed first",
    facts: facts({ missing: z.array(z.string()) }),
  },
  "enrollment.ended": {
    status: 409,
    title: "The enrollment has ended",
    facts: facts({ enrollmentStatus: z.string() }),
  },
  "enrollment.attended": { status: 409, title: "It was attended: nothing is paid back", facts: none },
  "enrollment.completed": { status: 409, title: "It was completed: nothing is paid back", facts: none },
  "waitlist.closed": { status: 409, title: "It is full, and nobody can begin to wait for a place", facts: none },
  "waitlist.not_full": {
    status: 409,
    title: "There is a place: enroll instead of waiting for one",
    facts: facts({ placesLeft: z.number().nullable() }),
  },
  "waitlist.not_found": { status: 404, title: "The user has never waited for this offering", facts: none },
  "refund.window_closed": {
    status: 409,
    title: "The time in which money is paid back is over; send `waiveRefund` to leave without",
    facts: facts({ closedAt: z.string() }),
  },
  "refund.nothing_left": {
    status: 409,
    title: "All of it was delivered or paid back already; send `waiveRefund` to leave without",
    facts: none,
  },
  "refund.changed": {
    status: 409,
    title: "What would be paid back is not what was shown; nothing has happened",
    facts: facts({ currency: z.string(), expected: amount, actual: amount }),
  },
  "refund.destination_unavailable": {
    status: 409,
    title: "Refunds don't go there",
    facts: facts({ destinations: z.array(z.string()) }),
  },
  "splitPlan.not_found": { status: 404, title: "There is no such split plan", facts: none },
  "splitPlan.payee_missing": { status: 422, title: "What has a split plan needs a payee", facts: none },
  "hold.not_found": { status: 404, title: "There is no such hold", facts: none },
  "hold.ended": {
    status: 409,
    title: "The hold has been released or refunded",
    facts: facts({ holdStatus: z.string() }),
  },
  "hold.exceeded": {
    status: 409,
    title: "The hold has less than that",
    facts: facts({ currency: z.string(), held: amount, refundable: amount }),
  },
  "hold.disputed": { status: 409, title: "The hold is in dispute and waits for a decision", facts: none },
  "earnings.insufficient": {
    status: 409,
    title: "Not so much can be withdrawn yet",
    facts: facts({ currency: z.string(), needed: amount, available: amount }),
  },
  "payout.below_minimum": {
    status: 409,
    title: "So little is not paid out",
    facts: facts({ currency: z.string(), minimum: amount }),
  },
  "payout.not_found": { status: 404, title: "There is no such payout", facts: none },
  "payout.decided": {
    status: 409,
    title: "The payout was decided already",
    facts: facts({ payoutStatus: z.string() }),
  },
  "payout.not_approved": { status: 409, title: "The payout needs an approval first", facts: none },
  "payout.own": {
    status: 403,
    title: "Somebody else must approve: neither who asked for it nor who gets it",
    facts: none,
  },
  "payout.none_approved": { status: 409, title: "No approved payout waits in this currency", facts: none },
  "payoutBatch.not_found": { status: 404, title: "There is no such batch of payouts", facts: none },
  "entitlement.not_found": { status: 404, title: "There is no such entitlement", facts: none },
  "entitlement.ended": { status: 409, title: "The entitlement has ended already", facts: none },

  "livekit.not_set": {
    status: 404,
    title: "The tenant has no LiveKit project; set it with PUT /v1/tenant/livekit",
    facts: none,
  },
  "webhookEndpoint.not_found": { status: 404, title: "There is no such webhook endpoint", facts: none },
  "webhookEndpoint.url_refused": {
    status: 422,
    title: "Webhooks are not sent to such an address",
    facts: facts({ reason: z.enum(["not_https", "credentials", "port", "address"]) }),
  },
  "webhookEndpoint.too_many": {
    status: 409,
    title: "The tenant has as many webhook endpoints as it may",
    facts: facts({ max: z.number() }),
  },
  "webhookEndpoint.disabled": {
    status: 409,
    title: "The webhook endpoint is disabled; enable it first",
    facts: none,
  },
  "webhookDelivery.not_found": { status: 404, title: "No such event was sent to this endpoint", facts: none },

  "server.unavailable": { status: 503, title: "The service is briefly unavailable; try again", facts: none },
  "server.error": { status: 500, title: "Something went wrong on our side", facts: none },
} as const satisfies Record<string, { status: number; title: string; facts: z.ZodObject }>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as ProblemCode[];

/** The structured facts that come with a code. */
export type ProblemFacts<C extends ProblemCode> = z.output<(typeof problems)[C]["facts"]>;

/** What every operation may answer. */
export const commonProblems = [
  "auth.unauthenticated",
  "request.rate_limited",
  "server.error",
  "server.unavailable",
] as const;

export const FieldError = z
  .object({
    pointer: z.string().meta({ description: "JSON pointer to the culprit (RFC 6901).", example: "#/amount" }),
    detail: z.string().meta({ example: "must be above zero" }),
  })
  .meta({ id: "FieldError" });

export const Problem = z
  .looseObject({
    type: z.string().meta({ description: "Names the code.", example: "urn:bursar:problem:wallet.frozen" }),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457, with a stable `code` and its facts beside it." });
export type Problem = z.output<typeof Problem>;
