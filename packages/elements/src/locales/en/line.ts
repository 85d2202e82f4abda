import { isolated } from "../../internal/isolated.ts";
import type { Plural } from "../../internal/plural.ts";
import { changing } from "./changing.ts";
import { common } from "./common.ts";

/** What there is to say to those who wait for a place. */
export const messages = {
  ...common,
  ...changing,
  join: "Join the waitlist",
  joining: "Joining the waitlist",
  full: "No place left",
  /** Which of those who wait comes next: 1, 2 and so on. */
  position: {
    one: () => "You are next in line",
    other: (count) => `You are number ${count} in line`,
  } as Plural,
  kept: (time: string) => `Your place is kept until ${time}`,
  /** Who wanted to wait need not. */
  free: "There is a place now. Press to enroll",
  /** The time to take it has passed. */
  passed: "Your time to take the place is over",
  leave: "Leave the waitlist",
  question: "Leave the waitlist? You lose your place in it",
  confirm: "Yes, leave",
  stay: "Keep my place",
  giveUp: "Give up the place",
  giveUpQuestion: "Give up the place? Somebody else gets it",
  giveUpConfirm: "Yes, give it up",
  left: "You are no longer in line",
  leftTitle: (title: string) => `You are no longer in line: ${isolated(title)}`,
  /** Above all that one waits for. */
  title: "You wait for a place in",
};

export type LineMessages = typeof messages;
