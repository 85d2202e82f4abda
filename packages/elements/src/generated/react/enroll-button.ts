"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarEnrollButton as Element } from "../../enroll-button/define.ts";
import type { BursarCancelEvent } from "../../events/cancel.ts";
import type { BursarCancelledEvent } from "../../events/cancelled.ts";
import type { BursarEnrollEvent } from "../../events/enroll.ts";
import type { BursarEnrolledEvent } from "../../events/enrolled.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import type { BursarWaitlistEvent } from "../../events/waitlist.ts";
import { component } from "../../react/component.ts";

/**
 * Enrolls the signed-in user in an offering at a press, paid from the wallet. It shows the price, says what stands in the
 * way or what is missing when the wallet can't pay, and leads to the offering once the user is in. Of a live session it says
 * when it takes place. When an offering is full, it lets the user wait for a place, and shows where they stand and until when
 * a place is kept for them.
 *
 * It only presents. What must stay secret is sent by your server, after `bursar.access.check`.
 */
export const BursarEnrollButton = component({
  tagName: "bursar-enroll-button",
  elementClass: Element,
  events: {
    onBursarEnroll: "bursar-enroll" as EventName<BursarEnrollEvent>,
    onBursarEnrolled: "bursar-enrolled" as EventName<BursarEnrolledEvent>,
    onBursarWaitlist: "bursar-waitlist" as EventName<BursarWaitlistEvent>,
    onBursarCancel: "bursar-cancel" as EventName<BursarCancelEvent>,
    onBursarCancelled: "bursar-cancelled" as EventName<BursarCancelledEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
