import { ProblemError } from "../platform/problem.ts";

/** Ends the command with one line (or a few) for people, without a stack. */
export function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ProblemError) return `${error.message} (${error.code})`;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (/^(CONNECT|CONNECTION_|ECONN|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH)/.test(code) || error instanceof AggregateError) {
    return `The database at DATABASE_URL does not answer (${code || "no connection"}). Is it running, and is the address right?`;
  }
  if (code === "28P01" || code === "28000") return "The database refuses the user or password in DATABASE_URL.";
  if (code === "3D000") return "The database that DATABASE_URL names does not exist; create it first.";
  if (code === "42P01" || code === "22023")
    return `The database is not migrated yet; run \`bursar migrate\`. (${error.message})`;
  return error.message;
}
