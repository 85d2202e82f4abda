import * as z from "zod";
import { AttendanceStatus, AttendanceUndecided } from "./attendance.ts";
import { everyRole, operation } from "./operation.ts";
import { listQuery, page, Timestamp, text, typedId } from "./primitives.ts";

export const EventId = typedId("evt", "Event");

export const eventTypes = [
  "transaction.posted",
  "wallet.frozen",
  "wallet.unfrozen",
  "enrollment.created",
  "enrollment.updated",
  "session.ended",
  "attendance.recorded",
  "waitlist.joined",
  "waitlist.offered",
  "waitlist.ended",
  "offering.updated",
  "user.created",
  "hold.created",
  "hold.released",
  "hold.refunded",
  "hold.clawed_back",
  "hold.confirmed",
  "hold.disputed",
  "hold.decision_due",
  "earnings.posted",
  "payout.updated",
  "session.cancelled",
  "session.settled",
  "webhook_endpoint.disabled",
] as const;

export const EventType = z.enum(eventTypes).meta({ id: "EventType", example: "enrollment.created" });

const ofHold = {
  hold: z.string(),
  enrollment: z.string(),
  offering: z.string(),
  currency: z.string(),
  amount: z.int().meta({ description: "What moved now, in minor units." }),
};

const ofEntry = { entry: z.string(), offering: z.string() };

const base = { id: EventId, user: z.string().nullable(), createdAt: Timestamp };

/** What each event tells; one registry for the list, the live stream and webhooks. */
export const Event = z
  .discriminatedUnion("type", [
    z.object({
      ...base,
      type: z.literal("transaction.posted"),
      data: z.object({
        transaction: z.string(),
        transactionType: z.string(),
        currency: z.string(),
        digits: z.int(),
        amount: z.int(),
        balance: z.int(),
        version: z.int().meta({
          description:
            "The wallet's, one higher with each transaction. Events may overtake each other: heed the highest.",
        }),
      }),
    }),
    z.object({
      ...base,
      type: z.literal("wallet.frozen"),
      data: z.object({ currency: z.string(), reason: z.string() }),
    }),
    z.object({ ...base, type: z.literal("wallet.unfrozen"), data: z.object({ currency: z.string() }) }),
    z.object({
      ...base,
      type: z.literal("enrollment.created"),
      data: z.object({ enrollment: z.string(), offering: z.string(), source: z.string() }),
    }),
    z.object({
      ...base,
      type: z.literal("enrollment.updated"),
      data: z.object({
        enrollment: z.string(),
        offering: z.string(),
        status: z.string(),
        completionPercentage: z.int(),
      }),
    }),
    z.object({
      ...base,
      type: z.literal("session.ended"),
      data: z.object({
        offering: z.string(),
        hostPresent: z.boolean().nullable().meta({ description: "Null when that is not known." }),
      }),
    }),
    z.object({
      ...base,
      type: z.literal("attendance.recorded"),
      data: z.object({
        offering: z.string(),
        minutes: z.int(),
        percent: z.int().nullable(),
        status: AttendanceStatus.nullable(),
        undecided: AttendanceUndecided.nullable(),
      }),
    }),
    z.object({ ...base, type: z.literal("waitlist.joined"), data: z.object(ofEntry) }),
    z.object({
      ...base,
      type: z.literal("waitlist.offered"),
      data: z.object({ ...ofEntry, expiresAt: Timestamp }),
    }),
    z.object({
      ...base,
      type: z.literal("waitlist.ended"),
      data: z.object({ ...ofEntry, status: z.string() }),
    }),
    z.object({ ...base, type: z.literal("offering.updated"), data: z.object({ offering: z.string() }) }),
    z.object({ ...base, type: z.literal("user.created"), data: z.object({}) }),
    z.object({ ...base, type: z.literal("hold.created"), data: z.object(ofHold) }),
    z.object({ ...base, type: z.literal("hold.released"), data: z.object(ofHold) }),
    z.object({ ...base, type: z.literal("hold.refunded"), data: z.object(ofHold) }),
    z.object({ ...base, type: z.literal("hold.clawed_back"), data: z.object(ofHold) }),
    z.object({
      ...base,
      type: z.literal("hold.confirmed"),
      data: z.object({ hold: z.string(), enrollment: z.string() }),
    }),
    z.object({
      ...base,
      type: z.literal("hold.disputed"),
      data: z.object({ hold: z.string(), enrollment: z.string(), reason: z.string() }),
    }),
    z.object({
      ...base,
      type: z.literal("hold.decision_due"),
      data: z.object({
        ...ofHold,
        amount: z.int().meta({ description: "What goes back then, in minor units." }),
        decidesAt: Timestamp.meta({ description: "Until when somebody may decide otherwise." }),
      }),
    }),
    z.object({
      ...base,
      type: z.literal("earnings.posted"),
      data: z.object({
        transaction: z.string(),
        transactionType: z.string(),
        currency: z.string(),
        amount: z.int(),
        balance: z.int(),
        version: z.int(),
      }),
    }),
    z.object({
      ...base,
      type: z.literal("payout.updated"),
      data: z.object({ payout: z.string(), currency: z.string(), amount: z.int(), status: z.string() }),
    }),
    z.object({
      ...base,
      type: z.literal("session.cancelled"),
      data: z.object({ offering: z.string(), reason: z.string() }),
    }),
    z.object({
      ...base,
      type: z.literal("session.settled"),
      data: z.object({ offering: z.string(), outcome: z.string() }),
    }),
    z.object({
      ...base,
      type: z.literal("webhook_endpoint.disabled"),
      data: z.object({ endpoint: z.string(), reason: z.string() }),
    }),
  ])
  .meta({ id: "Event", description: "A fact, written in the same transaction as the fact." });
export type Event = z.output<typeof Event>;

export const listEvents = operation({
  id: "events.list",
  method: "get",
  path: "/v1/events",
  summary: "All events, oldest first",
  description: "Keep the last cursor and ask again: no event is ever skipped, even one that committed late.",
  access: { scope: "events:read" },
  query: listQuery,
  response: page("Event", Event)
    .extend({
      page: z.object({
        nextCursor: z.string().meta({ description: "Never null: where to go on when more has happened." }),
      }),
    })
    .meta({ id: "EventFeed" }),
  problems: ["cursor.invalid"],
});

export const streamEvents = operation({
  id: "me.events.stream",
  method: "get",
  path: "/v1/me/events",
  summary: "The user's events, live",
  description:
    "Server-sent events; read with fetch, since EventSource can't send a token. `Last-Event-ID` resumes; an event `reset` means that too much was missed: load afresh.",
  access: { roles: everyRole },
  response: z.string().meta({ id: "EventStream", description: "text/event-stream; each `data` is an Event." }),
  problems: ["cursor.invalid"],
});

export const AuditRecord = z
  .object({
    id: typedId("aud", "AuditRecord"),
    actor: z.string(),
    action: z.string(),
    object: z.string(),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "AuditRecord", description: "Who did what, to what, from where." });
export type AuditRecord = z.output<typeof AuditRecord>;

export const listAuditRecords = operation({
  id: "auditRecords.list",
  method: "get",
  path: "/v1/audit-records",
  summary: "The audit log, newest first",
  access: { scope: "audit:read", roles: ["admin"] },
  query: listQuery.extend({ object: text(300).optional().meta({ example: "wallet:42/UNIT" }) }),
  response: page("AuditRecord", AuditRecord),
  problems: ["cursor.invalid"],
});
