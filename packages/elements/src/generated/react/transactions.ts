"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarTransactions as Element } from "../../transactions/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * The signed-in user's statement: what came in and what went out, newest first, each with the balance it left. New
 * transactions appear on top as they happen.
 */
export const BursarTransactions = component({
  tagName: "bursar-transactions",
  elementClass: Element,
  events: {
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
