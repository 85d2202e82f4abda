"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import { createComponent, type EventName } from "@lit/react";
import * as React from "react";
import { BursarEnrollments as Element } from "../../enrollments/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";

/**
 * What the signed-in user is enrolled in: how far they have come, until when they may enter, and the way there. What is
 * over stands below, with its results.
 */
export const BursarEnrollments = createComponent({
  react: React,
  tagName: "bursar-enrollments",
  elementClass: Element,
  events: {
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
