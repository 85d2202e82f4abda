"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarEnrollmentGate as Element } from "../../enrollment-gate/define.ts";
import type { BursarEnrollEvent } from "../../events/enroll.ts";
import type { BursarEnrolledEvent } from "../../events/enrolled.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import type { BursarGateOpenEvent } from "../../events/gate-open.ts";
import type { BursarWaitlistEvent } from "../../events/waitlist.ts";
import { component } from "../../react/component.ts";

/**
 * **It only presents, and never protects**: what is inside is in the page, for everybody who opens its source. What must
 * stay secret is sent by your server, after `bursar.access.check` said yes; load it when `bursar-gate-open` tells you to.
 *
 * Shows what is inside to who may enter, and a card with an enroll button to everybody else. It opens the moment the user
 * is enrolled, in this tab or elsewhere, and closes when access ends.
 */
export const BursarEnrollmentGate = component({
  tagName: "bursar-enrollment-gate",
  elementClass: Element,
  events: {
    onBursarGateOpen: "bursar-gate-open" as EventName<BursarGateOpenEvent>,
    onBursarEnroll: "bursar-enroll" as EventName<BursarEnrollEvent>,
    onBursarEnrolled: "bursar-enrolled" as EventName<BursarEnrolledEvent>,
    onBursarWaitlist: "bursar-waitlist" as EventName<BursarWaitlistEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
