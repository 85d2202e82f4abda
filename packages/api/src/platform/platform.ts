import { type Authenticator, createAuthenticator } from "./auth/authenticate.ts";
import { type CredentialStore, createCredentialStore } from "./auth/credential-store.ts";
import { createLookupLimit } from "./auth/lookup-limit.ts";
import { type Clock, systemClock } from "./clock.ts";
import { connect, type Sql } from "./database.ts";
import { decryptionKeys, type Environment } from "./env.ts";
import { createHints, type Hints } from "./hints.ts";
import { createHotCalls, type HotCalls } from "./hot.ts";
import { createLog, type Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createRateLimiter, type RateLimiter } from "./rate-limit.ts";

/** What one process has, whatever it serves. */
export interface Platform {
  environment: Environment;
  sql: Sql;
  /** Connections that are made when needed, for what reads whole tables: jobs and proofs. */
  patientSql: Sql;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  credentials: CredentialStore;
  authenticator: Authenticator;
  rateLimiter: RateLimiter;
  hints: Hints;
  hot: HotCalls;
  close(): Promise<void>;
}

export function createPlatform(environment: Environment, clock: Clock = systemClock): Platform {
  const log = createLog(environment.LOG_LEVEL);
  const sql = connect(environment.DATABASE_URL, { connectionsMax: environment.DATABASE_CONNECTIONS });
  const metrics = createMetrics();
  const credentials = createCredentialStore(
    sql,
    clock,
    decryptionKeys(environment),
    createLookupLimit(clock, environment.RATE_LIMIT_FACTOR),
  );
  const hints = createHints(sql, log);
  const patientSql = connect(environment.DATABASE_URL, { connectionsMax: 2, patienceSeconds: 1800, idleSeconds: 30 });
  return {
    environment,
    sql,
    patientSql,
    clock,
    log,
    metrics,
    credentials,
    authenticator: createAuthenticator(credentials, clock),
    rateLimiter: createRateLimiter(sql, clock, log),
    hints,
    hot: createHotCalls(sql, clock, hints, (name, size) => metrics.batches.observe({ function: name }, size)),
    async close() {
      await Promise.all([sql.end({ timeout: 5 }), patientSql.end({ timeout: 5 })]);
    },
  };
}
