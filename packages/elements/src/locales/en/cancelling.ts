import type { Cancellation, RefundObstacle } from "@bursar/sdk";
import { isolated } from "../../internal/isolated.ts";
import { changing } from "./changing.ts";
import { common } from "./common.ts";

type Destination = Cancellation["destinations"][number];

/** What somebody is told who cancels. */
export const messages = {
  ...common,
  ...changing,
  question: (title: string) => `Cancel ${isolated(title)}?`,
  back: {
    lots: (money) => `You get ${money} back, to your wallet`,
    credit: (money) => `You get ${money} back, as credit that you can spend here`,
    any: (money) => `You get ${money} back`,
  } as Record<Destination | "any", (money: string) => string>,
  until: (time: string) => `You can decide until ${time}`,
  lost: (money: string) => `${money} of what you paid does not come back`,
  stays: (money: string) => `You paid ${money}. You give that up for good`,
  keeps: "You keep access for another reason",
  loses: "You lose access at once",
  free: "You paid nothing, so nothing comes back",
  obstacles: {
    "refund.window_closed": (time) => `Nothing comes back: that was possible until ${time}`,
    "refund.nothing_left": () => "Nothing comes back: what you paid for was delivered, or paid back already",
    "enrollment.attended": () => "Nothing comes back: you were there",
    "enrollment.completed": () => "Nothing comes back: you have completed it",
    "hold.disputed": () => "You have reported a problem with it. Until that is decided, nothing comes back",
  } as Record<RefundObstacle["code"], (time: string) => string>,
  where: "Where it goes",
  destinations: {
    lots: "Back to where it came from",
    credit: "Credit that I can spend here",
  } as Record<Destination, string>,
  take: (money: string) => `Cancel and get ${money} back`,
  without: "Leave without a refund",
  sure: "Yes, leave without a refund",
  leave: "Leave",
  keep: "Stay enrolled",
  changed: "It has changed meanwhile, so nothing has happened. This is how it is now:",
  blocked: "Your wallet is blocked until somebody has looked at it. Nothing has happened",
  done: (title: string) => `Cancelled: ${isolated(title)}`,
  isBack: (money: string) => `${money} is back in your wallet`,
};

export type CancellingMessages = typeof messages;
