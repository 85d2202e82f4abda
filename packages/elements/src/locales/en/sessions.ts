import { changing } from "./changing.ts";
import { common } from "./common.ts";

/** What there is to say of live sessions. */
export const messages = {
  ...common,
  ...changing,
  live: "Live now",
  attended: (minutes: string) => `You were there for ${minutes}`,
  missed: "You missed it",
  hostAbsent: "The host did not come",
  notMeasured: "Nobody recorded who was there",
  cancelled: "Cancelled",
  comesBack: "Cancelled; what you paid comes back",
  cameBack: "Cancelled; what you paid has come back",
  question: "Was it delivered?",
  about: (title: string) => `Was ${title} delivered?`,
  confirm: "Yes, confirm",
  report: "Report a problem",
  reason: "What was wrong?",
  reasonMissing: "Say what was wrong",
  send: "Report it",
  back: "Back",
  disputed: "You have reported a problem. Somebody is looking at it",
  confirmed: "Thank you, it is confirmed",
};

export type SessionsMessages = typeof messages;
