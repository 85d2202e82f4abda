"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarEnrollments as Element } from "../../enrollments/define.ts";
import type { BursarCancelEvent } from "../../events/cancel.ts";
import type { BursarCancelledEvent } from "../../events/cancelled.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import type { BursarWaitlistEvent } from "../../events/waitlist.ts";
import { component } from "../../react/component.ts";

/**
 * What the signed-in user is enrolled in: how far they have come, until when they may enter, and the way there. Of a live
 * session it tells the time and how they attended, and asks whether it was delivered while what they paid for it waits. They
 * can cancel, and are told before what comes back. What takes place next comes first. What is over stands below, with its
 * results, and so does what they wait for, with how they stand in line, or until when a place is kept for them.
 */
export const BursarEnrollments = component({
  tagName: "bursar-enrollments",
  elementClass: Element,
  events: {
    onBursarCancel: "bursar-cancel" as EventName<BursarCancelEvent>,
    onBursarCancelled: "bursar-cancelled" as EventName<BursarCancelledEvent>,
    onBursarWaitlist: "bursar-waitlist" as EventName<BursarWaitlistEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
