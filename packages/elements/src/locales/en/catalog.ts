import { isolated } from "../../internal/isolated.ts";
import type { Plural } from "../../internal/plural.ts";
import { common } from "./common.ts";
import { list } from "./list.ts";

export const messages = {
  ...common,
  ...list,
  title: "Catalog",
  search: "Search the catalog",
  clear: "Clear the search",
  kind: "Kind",
  all: "All",
  kinds: { course: "Courses", session: "Sessions", membership: "Memberships" },
  kindOf: { course: "Course", session: "Session", membership: "Membership" },
  free: "Free",
  enrolled: "Enrolled",
  included: "Included",
  found: {
    one: () => "One is shown",
    other: (count) => `${count} are shown`,
  } as Plural,
  empty: "Nothing is offered at the moment",
  noMatch: (search: string) => `Nothing matches “${isolated(search)}”`,
  signedOut: "Sign in to see what is offered",
};

export type CatalogMessages = typeof messages;
