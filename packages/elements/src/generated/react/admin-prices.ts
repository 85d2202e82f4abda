"use client";
// Written by `npm run generate`: there is nothing to change here by hand.

import type { EventName } from "@lit/react";
import { BursarAdminPrices as Element } from "../../admin-prices/define.ts";
import type { BursarErrorEvent } from "../../events/error.ts";
import type { BursarPriceSaveEvent } from "../../events/price-save.ts";
import type { BursarPriceSavedEvent } from "../../events/price-saved.ts";
import { component } from "../../react/component.ts";

/**
 * What each offering costs, edited in place, for admins: Enter saves and goes on to the next one below, Escape restores.
 * A field that is emptied takes the price away; what has no price at all is free. Others see that it is not for them.
 */
export const BursarAdminPrices = component({
  tagName: "bursar-admin-prices",
  elementClass: Element,
  events: {
    onBursarPriceSave: "bursar-price-save" as EventName<BursarPriceSaveEvent>,
    onBursarPriceSaved: "bursar-price-saved" as EventName<BursarPriceSavedEvent>,
    onBursarError: "bursar-error" as EventName<BursarErrorEvent>,
  },
});
