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
  short: (have: string, needed: string, missing: string) =>
    `You have ${have}, it takes ${needed}: ${missing} more needed`,
  busy: "Enrolling",
  success: "You are enrolled",
  successLeaving: (left: string) => `You are enrolled. ${left} left`,
  priceChanged: (price: string) => `The price is now ${price}. Press again to enroll`,
  unavailable: "Not open for enrollment",
};

export type EnrollButtonMessages = typeof messages;
