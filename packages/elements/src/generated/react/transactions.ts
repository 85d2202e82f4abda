"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import { createComponent, type EventName } from "@lit/react";
import * as React from "react";
import { BursarTransactions as Element } from "../../transactions/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";

/**
 * The signed-in user's statement: what came in and what went out, newest first, each with the balance it left. New
 * transactions appear on top as they happen.
 */
export const BursarTransactions = createComponent({
  react: React,
  tagName: "bursar-transactions",
  elementClass: Element,
  events: {
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
