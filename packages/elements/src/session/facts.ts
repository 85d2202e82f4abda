import type { Balance, Event, Offering } from "@bursar/sdk";

/**
 * What has become known: an event of the live stream, or the same fact from the answer to an action, which comes sooner
 * and tells less.
 */
export type Fact =
  | Event
  | { type: "transaction.posted"; data: Balance }
  | { type: "enrollment.created"; data: { enrollment: string; offering: string } }
  | { type: "enrollment.updated"; data: { enrollment: string; offering: string } }
  | { type: "waitlist.joined" | "waitlist.ended"; data: { offering: string } }
  // Of another user's, which the stream doesn't tell of: an admin has done it on this page.
  | { type: "wallet.managed"; data: { user: string } }
  // So are holds and payouts of others.
  | { type: "escrow.managed"; data: object }
  | { type: "payout.updated"; data: { payout: string; currency: string; amount: number; status: string } }
  | { type: "offering.updated"; data: { offering: string; now?: Offering } };
