"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarReceipt as Element } from "../../receipt/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * The receipt of one of the signed-in user's transactions: what it was for, who did it, what it took from which part of the
 * wallet, and what has been given back. It can be printed by itself, whatever else is on the page, and saved as a file.
 */
export const BursarReceipt = component({
  tagName: "bursar-receipt",
  elementClass: Element,
  events: {
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
