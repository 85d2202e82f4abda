"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarWallet as Element } from "../../wallet/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * What the signed-in user can spend, which part of it can be refunded or ends soon, and the latest transactions; live.
 */
export const BursarWallet = component({
  tagName: "bursar-wallet",
  elementClass: Element,
  events: {
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
