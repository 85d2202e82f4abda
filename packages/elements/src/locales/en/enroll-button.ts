import type { Obstacle } from "@bursar/sdk";
import { isolated } from "../../internal/isolated.ts";
import type { Plural } from "../../internal/plural.ts";
import { common } from "./common.ts";

export const messages = {
  ...common,
  enroll: "Enroll",
  free: "Free",
  open: "Open",
  enrolled: "Enrolled",
  signIn: "Sign in to enroll",
  days: {
    one: () => "Access for one day",
    other: (count) => `Access for ${count} days`,
  } as Plural,
  leaves: (left: string) => `Leaves you ${left}`,
  short: (have: string, needed: string, missing: string) => `You have ${have}, it takes ${needed}: get ${missing} more`,
  busy: "Enrolling",
  success: "You are enrolled",
  successLeaving: (left: string) => `You are enrolled. ${left} left`,
  priceChanged: (price: string) => `The price is now ${price}. Press again to enroll`,
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
  places: {
    one: () => "One place left",
    other: (count) => `${count} places left`,
  } as Plural,
  included: "Included",
  includedIn: (title: string) => `Included in ${isolated(title)}`,
};

export type EnrollButtonMessages = typeof messages;
