import { Logger, parseCronItems, run } from "graphile-worker";
import { attendanceJobs } from "./attendance/index.ts";
import { enrollmentJobs } from "./enrollments/index.ts";
import { eventJobs } from "./events/index.ts";
import { holdJobs } from "./holds/index.ts";
import { ledgerJobs } from "./ledger/index.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import { connect, type Sql } from "./platform/database.ts";
import type { Environment } from "./platform/env.ts";
import type { TenantJob } from "./platform/jobs.ts";
import { createPlatform, type Platform } from "./platform/platform.ts";
import { onStopSignal } from "./platform/stop.ts";
import { selectTenants } from "./tenants/index.ts";
import { waitlistJobs } from "./waitlist/index.ts";
import { clearWebhookDeliveries, createDeliverer, createSender } from "./webhooks/index.ts";

export const jobs: readonly TenantJob[] = [
  ...Object.values(ledgerJobs),
  ...Object.values(waitlistJobs),
  ...Object.values(holdJobs),
  ...Object.values(enrollmentJobs),
  ...Object.values(attendanceJobs),
  ...Object.values(eventJobs),
  clearWebhookDeliveries,
];

/** Once for each tenant. */
async function runJob(
  job: TenantJob,
  { patientSql: sql, hot, hints, clock, log }: Platform,
  operator: Sql,
): Promise<void> {
  for (const tenant of await selectTenants(operator)) {
    const start = performance.now();
    try {
      await job.run({ sql, hot, hints, clock, log, tenant });
      log.debug(
        { job: job.name, tenant: tenant.publicId, milliseconds: Math.round(performance.now() - start) },
        "job done",
      );
    } catch (error) {
      // One tenant's trouble is not the others'; the next run tries again.
      log.error(
        { job: job.name, tenant: tenant.publicId, error: error instanceof Error ? error.stack : String(error) },
        "job failed",
      );
    }
  }
}

/** All jobs, one after the other and whatever their schedule. */
export async function runAllJobs(platform: Platform, operator: Sql): Promise<void> {
  for (const job of jobs) await runJob(job, platform, operator);
}

/** Runs the scheduled jobs of all tenants, and sends webhooks, until the process is told to stop. Any number of workers share the work. */
export async function work(environment: Environment, clock: Clock = systemClock): Promise<void> {
  const platform = createPlatform(environment, clock);
  const { log } = platform;
  const operator = connect(environment.DATABASE_URL, { role: "bursar_operator", connectionsMax: 2 });

  const runner = await run({
    connectionString: environment.DATABASE_URL,
    concurrency: 2,
    noHandleSignals: true,
    noPreparedStatements: true,
    taskList: Object.fromEntries(jobs.map((job) => [job.name, () => runJob(job, platform, operator)])),
    parsedCronItems: parseCronItems(
      jobs.map((job) => ({ task: job.name, match: job.cron, options: { backfillPeriod: 0, maxAttempts: 1 } })),
    ),
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn({ queue: message }, "job queue");
    }),
  });
  const deliverer = createDeliverer(platform, {
    operator,
    sender: createSender({ allowPrivate: environment.WEBHOOKS_ALLOW_PRIVATE }),
  });
  await deliverer.start();
  // Before it says so: whoever waits for that may stop it the next moment.
  const stopSignal = onStopSignal();
  log.info({ jobs: jobs.map((job) => job.name) }, "working");

  await stopSignal;
  log.info("draining");
  await Promise.all([runner.stop(), deliverer.stop()]);
  await operator.end({ timeout: 5 });
  await platform.close();
  log.info("stopped");
}
