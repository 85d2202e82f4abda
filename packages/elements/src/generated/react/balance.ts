"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarBalance as Element } from "../../balance/define.ts";
import type { BursarBalanceChangeEvent } from "../../events/balance-change.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * What the signed-in user can spend, live. It is inline: put it in a sentence, a header or a menu.
 */
export const BursarBalance = component({
  tagName: "bursar-balance",
  elementClass: Element,
  events: {
    onBursarBalanceChange: "bursar-balance-change" as EventName<BursarBalanceChangeEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
