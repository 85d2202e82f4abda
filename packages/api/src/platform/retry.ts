import { setTimeout as wait } from "node:timers/promises";
import type { PostgresError } from "postgres";
import { ProblemError } from "./problem.ts";

const code = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

// deadlock_detected, serialization_failure, lock_not_available: the work was undone and may be tried again at once.
const isContention = (error: unknown): boolean =>
  ["40P01", "40001", "55P03"].includes(code(error)) || isKeyTaken(error);

// Another has used the idempotency key since this work looked for it. Tried again, it finds the other's outcome.
const isKeyTaken = (error: unknown): boolean =>
  code(error) === "23505" && (error as PostgresError).constraint_name === "idempotency_records_pkey";

/** True when the database could not be reached, or is going away or coming up. */
export const isOutage = (error: unknown): boolean =>
  /^(CONNECT|CONNECTION_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|57P0|08|53300)/.test(code(error));

const attemptsMax = 8;

/** Contention is not the caller's problem: it is tried again inside. An outage is told as one. */
export async function withRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (isOutage(error)) throw new ProblemError("server.unavailable", {});
      if (!isContention(error) || attempt === attemptsMax) throw error;
      await wait(Math.random() * 2 ** attempt);
    }
  }
}
