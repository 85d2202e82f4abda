"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import { createComponent, type EventName } from "@lit/react";
import * as React from "react";
import { BursarCatalog as Element } from "../../catalog/define.ts";
import type { BursarEnrollEvent } from "../../events/enroll.ts";
import type { BursarEnrolledEvent } from "../../events/enrolled.ts";
import type { BursarErrorEvent } from "../../events/error.ts";

/**
 * What the signed-in user can enroll in, and is enrolled in: cards to search and to filter, each with an enroll button.
 */
export const BursarCatalog = createComponent({
  react: React,
  tagName: "bursar-catalog",
  elementClass: Element,
  events: {
    onBursarEnroll: "bursar-enroll" as EventName<BursarEnrollEvent>,
    onBursarEnrolled: "bursar-enrolled" as EventName<BursarEnrolledEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
