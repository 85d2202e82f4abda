import type { Attendance, Earnings, HoldWithMovements, Offering } from "@bursar/sdk";
import type { Step } from "./sandbox.ts";

/** What somebody may do in a session. */
export const parts = ["reconnects", "leaves_early", "vanishes", "stays", "does_not_come"] as const;
export type Part = (typeof parts)[number];

/** How far time can be moved: by an hour, or to just after something. */
export const moves = ["hour", "session", "dispute", "maturity"] as const;
export type Move = (typeof moves)[number];

/** All that there is to see of a session, as Bursar tells it. */
export interface Scene {
  now: Date;
  sessions: readonly Offering[];
  session: Offering;
  isOver: boolean;
  /** Who takes part, and what they do unless somebody chooses otherwise. */
  cast: { user: string; part: Part }[];
  attendance: Attendance[];
  holds: HoldWithMovements[];
  earnings: Earnings | undefined;
  /** What was played of it since this server started. */
  played: readonly Step[];
}
