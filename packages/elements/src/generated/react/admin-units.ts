"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarAdminUnits as Element } from "../../admin-units/define.ts";
import type { BursarAdminActionEvent } from "../../events/admin-action.ts";
import type { BursarAdminDoneEvent } from "../../events/admin-done.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * Where an admin finds a user, sees their wallets, tops one up, reverses a transaction, and freezes or unfreezes a
 * wallet. Made for whoever does it all day: search, arrow, Enter, amount, Enter, Enter, and the search has the focus again.
 */
export const BursarAdminUnits = component({
  tagName: "bursar-admin-units",
  elementClass: Element,
  events: {
    onBursarAdminAction: "bursar-admin-action" as EventName<BursarAdminActionEvent>,
    onBursarAdminDone: "bursar-admin-done" as EventName<BursarAdminDoneEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
