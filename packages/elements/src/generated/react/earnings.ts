"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarEarnings as Element } from "../../earnings/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import type { BursarPayoutEvent } from "../../events/payout.ts";
import type { BursarPayoutRequestedEvent } from "../../events/payout-requested.ts";
import { component } from "../../react/component.ts";

/**
 * What the signed-in user has earned by teaching: what can be withdrawn, what is maturing, waits in escrow, is on its way or
 * was paid, and what is owed; with a form that asks for a payout, the statement, and what became of each payout. Live.
 */
export const BursarEarnings = component({
  tagName: "bursar-earnings",
  elementClass: Element,
  events: {
    onBursarPayout: "bursar-payout" as EventName<BursarPayoutEvent>,
    onBursarPayoutRequested: "bursar-payout-requested" as EventName<BursarPayoutRequestedEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
