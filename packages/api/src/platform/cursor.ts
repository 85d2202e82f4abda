import { ProblemError } from "./problem.ts";

/** Where a list goes on: the sort key of its last row. Opaque to callers, who must not build their own. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString("base64url");

type CursorKey<T extends readonly ("string" | "number")[]> = {
  -readonly [K in keyof T]: T[K] extends "number" ? number : string;
};

/** The sort key of a cursor that this API gave, or null without one. Throws `cursor.invalid` for anything else. */
export function decodeCursor<const T extends readonly ("string" | "number")[]>(
  cursor: string | undefined,
  types: T,
): CursorKey<T> | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(key) && key.length === types.length && key.every((part, i) => isOf(part, types[i]))) {
      return key as never;
    }
  } catch {
    // Falls through: not ours.
  }
  throw new ProblemError("cursor.invalid", {});
}

function isOf(part: unknown, type: "string" | "number" | undefined): boolean {
  if (type === "number") return Number.isSafeInteger(part);
  // What can't be stored can't have come from a row.
  return typeof part === "string" && part.isWellFormed() && !part.includes("\0") && part.length <= 300;
}

/** A page of a list, from one row more than was asked for. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  key: (row: Row) => readonly (string | number)[],
): { data: Item[]; page: { nextCursor: string | null } } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(item),
    page: { nextCursor: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null },
  };
}
