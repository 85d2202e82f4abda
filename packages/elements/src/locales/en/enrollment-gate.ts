import { common } from "./common.ts";

export const messages = {
  ...common,
  locked: "Not open to you yet",
  notEnrolled: "For enrolled learners",
  signedOut: "Sign in to open it, if you are enrolled",
  expired: (day: string) => `Your access ended on ${day}`,
  over: "Your access has ended",
  unknownOffering: "It is not offered at the moment",
  notStarted: "Your access has not begun yet",
  opened: "It is open to you now",
};

export type EnrollmentGateMessages = typeof messages;
