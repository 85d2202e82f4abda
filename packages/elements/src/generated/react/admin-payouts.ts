"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarAdminPayouts as Element } from "../../admin-payouts/define.ts";
import type { BursarAdminActionEvent } from "../../events/admin-action.ts";
import type { BursarAdminDoneEvent } from "../../events/admin-done.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * Where an admin approves or rejects payouts, decides disputes, gathers what is to be paid into a file for the bank, says
 * what came of the payments, and sees how long money has been waiting in escrow. Whatever moves money asks first.
 */
export const BursarAdminPayouts = component({
  tagName: "bursar-admin-payouts",
  elementClass: Element,
  events: {
    onBursarAdminAction: "bursar-admin-action" as EventName<BursarAdminActionEvent>,
    onBursarAdminDone: "bursar-admin-done" as EventName<BursarAdminDoneEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
