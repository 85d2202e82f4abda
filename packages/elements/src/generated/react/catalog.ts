"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarCatalog as Element } from "../../catalog/define.ts";
import type { BursarEnrollEvent } from "../../events/enroll.ts";
import type { BursarEnrolledEvent } from "../../events/enrolled.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import type { BursarWaitlistEvent } from "../../events/waitlist.ts";
import { component } from "../../react/component.ts";

/**
 * What the signed-in user can enroll in, and is enrolled in: cards to search and to filter, each with an enroll button. Of
 * sessions alone, what takes place next comes first.
 */
export const BursarCatalog = component({
  tagName: "bursar-catalog",
  elementClass: Element,
  events: {
    onBursarEnroll: "bursar-enroll" as EventName<BursarEnrollEvent>,
    onBursarEnrolled: "bursar-enrolled" as EventName<BursarEnrolledEvent>,
    onBursarWaitlist: "bursar-waitlist" as EventName<BursarWaitlistEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
