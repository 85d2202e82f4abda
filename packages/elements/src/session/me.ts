import type { Me as Person } from "@bursar/sdk";
import { Me } from "@bursar/sdk/resources";
import type { Query } from "./session.ts";

/** Whoever is signed in, with their roles. */
export const meQuery: Query<Person> = {
  key: "me",
  load: (api) => new Me(api).retrieve(),
  follow: () => {},
};
