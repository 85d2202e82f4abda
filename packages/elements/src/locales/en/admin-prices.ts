import { isolated } from "../../internal/isolated.ts";
import { acting } from "./acting.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages = {
  ...common,
  ...acting,
  ...list,
  refused: "That was refused, and nothing has changed",
  unknown: "No answer came. Try again: it is never done twice",
  title: "Prices",
  search: "Search offerings",
  offering: "Offering",
  available: "Available",
  state: "State",
  price: (currency: string, title: string) => `${currency} price of ${title}`,
  availability: (title: string) => `${title} is available`,
  free: "Free",
  none: "–",
  unsaved: "Enter saves, Escape restores",
  flaw: "An amount above zero, please; empty for no price",
  confirmFree: "It will be free. Press Enter again",
  saving: "Saving",
  saved: "Saved",
  savedOf: (title: string) => `${title}: saved`,
  keys: "Enter saves and goes on to the next one below; Escape restores; the arrow keys go up and down.",
  empty: "There are no offerings yet",
  noMatch: (search: string) => `Nothing matches “${isolated(search)}”`,
  forbidden: "Only administrators can set prices",
  signedOut: "Sign in to set prices",
};

export type AdminPricesMessages = typeof messages;
