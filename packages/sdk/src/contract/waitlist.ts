import * as z from "zod";
import { Price } from "./catalog.ts";
import { operation, perUser } from "./operation.ts";
import { listQuery, OfferingId, page, Timestamp, typedId, UserId } from "./primitives.ts";

export const WaitlistEntryId = typedId("wait", "WaitlistEntry");

export const WaitlistOffer = z
  .object({
    expiresAt: Timestamp.meta({ description: "Until then the place is kept; enrolling takes it." }),
    prices: z.array(Price).meta({ description: "As they were when it was offered; they stand as long as it does." }),
  })
  .meta({ id: "WaitlistOffer", description: "A place that is kept for a user." });
export type WaitlistOffer = z.output<typeof WaitlistOffer>;

const Position = z.int().min(1).nullable().meta({ description: "1 is next; null without waiting.", example: 3 });
const Offer = WaitlistOffer.nullable().meta({
  description: "The latest; null when there was none, or its time is over.",
});

/** Where somebody stands who still waits, or has an offer. */
export const WaitlistPlace = z
  .object({ status: z.enum(["waiting", "offered"]), position: Position, offer: Offer })
  .meta({ id: "WaitlistPlace", description: "Where the user stands in the line." });
export type WaitlistPlace = z.output<typeof WaitlistPlace>;

export const WaitlistStatus = z
  .enum(["waiting", "offered", "accepted", "expired", "left"])
  .meta({ id: "WaitlistStatus", description: "`expired`: the offer was not taken, and the next had it." });

export const WaitlistEntry = z
  .object({
    id: WaitlistEntryId,
    user: UserId,
    offering: OfferingId,
    status: WaitlistStatus,
    position: Position,
    offer: Offer,
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: "WaitlistEntry", description: "A user's wait for a place of a full offering." });
export type WaitlistEntry = z.output<typeof WaitlistEntry>;

export const joinWaitlist = perUser({
  id: "waitlist.join",
  method: "post",
  path: "/waitlist",
  summary: "Wait for a place of a full offering",
  description:
    "First come, first served. When a place gets free it is offered to the next in line, at the price of that moment and for the tenant's `offerHours`; enrolling takes it. Whoever waits already is answered with where they stand.",
  scope: "enrollments:write",
  body: z.strictObject({ offering: OfferingId }).meta({ id: "WaitlistInput" }),
  response: WaitlistEntry,
  status: 201,
  problems: [
    "offering.not_found",
    "offering.unavailable",
    "offering.not_open_yet",
    "offering.closed",
    "enrollment.prerequisites_missing",
    "enrollment.already_enrolled",
    "waitlist.not_full",
    "waitlist.closed",
  ],
  idempotent: true,
});

export const listWaitlist = perUser({
  id: "waitlist.list",
  method: "get",
  path: "/waitlist",
  summary: "What a user waits for, newest first",
  description: "Ended ones included.",
  scope: "enrollments:read",
  query: listQuery,
  response: page("WaitlistEntry", WaitlistEntry),
  problems: ["cursor.invalid"],
});

const params = z.strictObject({ offering: OfferingId });

export const leaveWaitlist = perUser({
  id: "waitlist.leave",
  method: "delete",
  path: "/waitlist/{offering}",
  summary: "Wait no longer",
  description: "An offer goes to the next. Whoever has left already is answered with how it ended.",
  scope: "enrollments:write",
  params,
  response: WaitlistEntry,
  problems: ["waitlist.not_found"],
});

export const listWaitlistOfOffering = operation({
  id: "waitlist.listOf",
  method: "get",
  path: "/v1/offerings/{offering}/waitlist",
  summary: "Who waits for an offering, in the order of the line",
  description: "Those with an offer come first.",
  access: { scope: "enrollments:read", roles: ["admin"] },
  params,
  query: listQuery,
  response: page("WaitlistEntry", WaitlistEntry),
  problems: ["offering.not_found", "cursor.invalid"],
});
