import postgres from "postgres";
import { Failure } from "./failure.ts";

/** Fails with one line that names the database, never the password. */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  if (!URL.canParse(databaseUrl))
    throw new Failure("DATABASE_URL is not a URL: expected postgres://user:password@host:port/database");
  const { protocol, host, pathname } = new URL(databaseUrl);
  if (!/^postgres(ql)?:$/.test(protocol))
    throw new Failure(`DATABASE_URL is not for PostgreSQL: it begins with ${protocol}//`);
  try {
    const sql = postgres(databaseUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
    await sql`select 1`.finally(() => sql.end({ timeout: 1 }));
  } catch (error) {
    throw new Failure(`Cannot use DATABASE_URL (${host}${pathname}): ${reason(error)}`);
  }
}

/** A refused connection to a name with several addresses arrives as an error without a message. */
function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
