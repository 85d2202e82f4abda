import { TypeID } from "typeid-js";
import { V7Generator } from "uuidv7";
import type { Clock } from "./clock.ts";

const generator = new V7Generator();
// The generator falls back to a fresh start when the clock is turned back by more than this.
const rollbackMilliseconds = 10_000;

/** A new UUIDv7 at the clock's time: ids sort by when they were made. */
export function newUuid(clock: Clock): string {
  return generator.generateOrResetCore(clock.now().getTime(), rollbackMilliseconds).toString();
}

export type Prefix =
  | "ten"
  | "key"
  | "uts"
  | "txn"
  | "enr"
  | "ent"
  | "evt"
  | "aud"
  | "hold"
  | "pay"
  | "bat"
  | "whe"
  | "whs"
  | "wait";

/** `txn_01jd…`, the form in which ids leave the API. */
export const typedId = (prefix: Prefix, uuid: string): string => TypeID.fromUUID(prefix, uuid).toString();

/** When a typed id was made: a UUIDv7 begins with the milliseconds since 1970. */
export const madeAt = (id: string): Date => new Date(Number.parseInt(uuidOf(id).replace("-", "").slice(0, 12), 16));

/** The id below which all lie that were made before an instant. */
export const leastUuidAt = (instant: Date): string =>
  `${instant
    .getTime()
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})/, "$1-")}-0000-0000-000000000000`;

/** The uuid of a typed id that the contract has validated. */
export const uuidOf = (id: string): string => TypeID.fromString(id).toUUID();
