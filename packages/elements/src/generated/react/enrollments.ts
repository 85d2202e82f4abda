"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarEnrollments as Element } from "../../enrollments/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import { component } from "../../react/component.ts";

/**
 * What the signed-in user is enrolled in: how far they have come, until when they may enter, and the way there. What is
 * over stands below, with its results.
 */
export const BursarEnrollments = component({
  tagName: "bursar-enrollments",
  elementClass: Element,
  events: {
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
