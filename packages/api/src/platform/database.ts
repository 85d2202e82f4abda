import postgres from "postgres";

/** All timestamps, counts and amounts arrive as Date and number; an integer past 2^53 is an error, never a rounded number. */
const types = {
  bigint: {
    to: 20,
    from: [20, 1700],
    serialize: (value: number) => String(value),
    parse: (text: string) => {
      const value = Number(text);
      if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not exact as a number`);
      return value;
    },
  },
} satisfies Record<string, postgres.PostgresType<number>>;

export type Sql = postgres.Sql<{ bigint: number }>;
export type Transaction = postgres.TransactionSql<{ bigint: number }>;

interface Options {
  /** `bursar_app` sees one tenant at a time; `bursar_operator` sees which tenants there are. */
  role?: "bursar_app" | "bursar_operator";
  connectionsMax?: number;
  /** How long a statement may take. Requests get the default; jobs and proofs read whole tables. */
  patienceSeconds?: number;
  /** After how long an unused connection is given back; without it, never. */
  idleSeconds?: number;
}

/** A pool of connections that can't do more than their role may. */
export function connect(databaseUrl: string, options: Options = {}): Sql {
  const patience = (options.patienceSeconds ?? 15) * 1000;
  return postgres(databaseUrl, {
    max: options.connectionsMax ?? 10,
    ...(options.idleSeconds && { idle_timeout: options.idleSeconds }),
    types,
    onnotice: () => {},
    connect_timeout: 5,
    // A connection that has broken is replaced when it is next needed, with less patience than the default.
    backoff: (attempt) => Math.min(0.1 * 2 ** attempt, 2),
    connection: {
      role: options.role ?? "bursar_app",
      application_name: "bursar",
      // JSON that the database makes writes instants by it.
      TimeZone: "UTC",
      // No request is worth more. An abandoned transaction must not hold back those who read events in order.
      statement_timeout: patience,
      transaction_timeout: patience * 2,
      idle_in_transaction_session_timeout: 15_000,
      // The hot functions meet the same shapes again and again: planning each call afresh costs more than it gains.
      plan_cache_mode: "force_generic_plan",
      jit: "off",
    },
  });
}

/** Runs statements as one transaction that sees nothing but the tenant's rows. */
export async function asTenant<T>(sql: Sql, tenantId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
  if (!Number.isInteger(tenantId)) throw new TypeError("a tenant id is an integer");
  // set local and not set_config: it is what travels to the other machines where the tables are distributed.
  return (await sql.begin(async (tx) => {
    await tx.unsafe(`set local bursar.tenant_id = '${tenantId}'`);
    return work(tx);
  })) as T;
}
