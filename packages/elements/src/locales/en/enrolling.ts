import type { Obstacle } from "@bursar/sdk";
import { isolated } from "../../internal/isolated.ts";
import type { Plural } from "../../internal/plural.ts";
import { acting } from "./acting.ts";
import { common } from "./common.ts";

/** What stands in the way of an enrollment, and what came of it. */
export const messages = {
  ...common,
  ...acting,
  success: "You are enrolled",
  successLeaving: (left: string) => `You are enrolled. ${left} left`,
  priceChanged: (price: string) => `The price is now ${price}. Press again to enroll`,
  cancelled: "Cancelled",
  notTakingPlace: "It does not take place",
  /** Of what it includes, how much the user has. */
  ownedSessions: (count: string, total: string) => `Sessions you have already: ${count} of ${total}`,
  owned: (count: string, total: string) => `Included and yours already: ${count} of ${total}`,
  /** What the button says, and why. */
  obstacles: {
    "offering.unavailable": ["Not open for enrollment"],
    "offering.not_open_yet": ["Not open yet", (time) => `Enrollment opens ${time}`],
    "offering.closed": ["Closed", (time) => `Enrollment closed ${time}`],
    "offering.full": ["Full", () => "No place left"],
    "enrollment.prerequisites_missing": ["Not yet", (what) => `Complete ${isolated(what)} first`],
  } as Record<Obstacle["code"], [label: string, sentence?: (what: string) => string]>,
  /** What is to be completed. */
  others: {
    one: () => "one other course",
    other: (count) => `${count} other courses`,
  } as Plural,
};

export type EnrollingMessages = typeof messages;
