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
  unavailable: "Not open for enrollment",
  places: {
    one: () => "One place left",
    other: (count) => `${count} places left`,
  } as Plural,
  cancel: "Cancel enrollment",
  comesBack: "Cancelled; any payment comes back",
  included: "Included",
  includedIn: (title: string) => `Included in ${isolated(title)}`,
};

export type EnrollButtonMessages = typeof messages;
