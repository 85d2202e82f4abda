import type { Bursar } from "@bursar/sdk";
import { people as academyPeople } from "../examples/plain-html/people.ts";
import { seed as seedAcademy } from "../examples/plain-html/seed.ts";
import { people as schoolPeople } from "../examples/react/people.ts";
import { seed as seedSchool } from "../examples/react/seed.ts";

/** A host site that `npm start` can show, on a tenant of its own. */
export interface DemoSite {
  name: string;
  server: string;
  /** Where the tenant's keys are kept from one start to the next. */
  keys: string;
  people: readonly { name: string; role: string; about: string }[];
  /** Runs on the sandbox's clock, and has a page that moves it. */
  movesTime: boolean;
  seed: (bursar: Bursar, site: string, now: Date) => Promise<void>;
}

/** By their folder in `examples`. */
export const demoSites: Record<string, DemoSite> = {
  "plain-html": {
    name: "Nile Academy",
    server: "examples/plain-html/server.ts",
    keys: ".bursar/demo.json",
    people: academyPeople,
    movesTime: true,
    seed: seedAcademy,
  },
  react: {
    name: "Delta School",
    server: "examples/react/server.ts",
    keys: ".bursar/demo-react.json",
    people: schoolPeople,
    movesTime: false,
    seed: seedSchool,
  },
};
