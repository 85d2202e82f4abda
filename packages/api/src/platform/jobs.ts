import type { Context } from "./context.ts";

export type JobContext = Pick<Context, "sql" | "hot" | "hints" | "clock" | "log" | "tenant">;

/** Runs on a schedule, once for each tenant. Whatever it does is true at read time already, so it may be late. */
export interface TenantJob {
  name: string;
  /** Five fields of crontab, in UTC. */
  cron: string;
  run(context: JobContext): Promise<void>;
}
