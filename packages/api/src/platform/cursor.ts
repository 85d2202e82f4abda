import { ProblemError } from "./problem.ts";

/** Each list's cursors are its own: another's would silently begin in a wrong place. */
export type List =
  | "users"
  | "offerings"
  | "prices"
  | "catalog"
  | "enrollments"
  | "holds"
  | "splitPlans"
  | "earnings"
  | "payouts"
  | "attendance"
  | "transactions"
  | "waitlist"
  | "line"
  | "events"
  | "audit"
  | "webhook_deliveries";

/** Where a list goes on: the sort key of its last row. Opaque to callers, who must not build their own. */
export const encodeCursor = (list: List, key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([list, ...key])).toString("base64url");

type Part = "string" | "number" | "uuid";

type CursorKey<T extends readonly Part[]> = {
  -readonly [K in keyof T]: T[K] extends "number" ? number : string;
};

/** The sort key of a cursor that this list gave, or null without one. Throws `cursor.invalid` for anything else. */
export function decodeCursor<const T extends readonly Part[]>(
  list: List,
  cursor: string | undefined,
  types: T,
): CursorKey<T> | null {
  if (cursor === undefined) return null;
  try {
    const [of, ...key] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (of === list && key.length === types.length && key.every((part, i) => isOf(part, types[i]))) {
      return key as never;
    }
  } catch {
    // Falls through: not ours.
  }
  throw new ProblemError("cursor.invalid", {});
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isOf(part: unknown, type: Part | undefined): boolean {
  // As the columns have it: a larger one would be an error to the database.
  if (type === "number") return Number.isInteger(part) && Math.abs(part as number) <= 0x7fffffff;
  if (type === "uuid") return typeof part === "string" && uuid.test(part);
  // What can't be stored can't have come from a row.
  return typeof part === "string" && part.isWellFormed() && !part.includes("\0") && part.length <= 300;
}

/** A page of a list, from one row more than was asked for. */
export function pageOf<Row, Item>(
  list: List,
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  key: (row: Row) => readonly (string | number)[],
): { data: Item[]; page: { nextCursor: string | null } } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(item),
    page: { nextCursor: rows.length > limit && last !== undefined ? encodeCursor(list, key(last)) : null },
  };
}
