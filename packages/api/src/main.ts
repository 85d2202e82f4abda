import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";
import type { Environment } from "./platform/env.ts";
import { createPlatform } from "./platform/platform.ts";
import { onStopSignal } from "./platform/stop.ts";

const drainMillisecondsMax = 10_000;

/** Serves the API until the process is told to stop; then it answers what it has begun, and ends. */
export async function serve(environment: Environment): Promise<void> {
  const platform = createPlatform(environment);
  const { log, sql } = platform;
  const app = createApp(platform);
  const server = createAdaptorServer({ fetch: app.http.fetch });
  // Longer than a load balancer keeps its connections, so that it never sends into one that is just being closed.
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = 65_000;

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" ? new Error(`Port ${environment.PORT} is in use; set PORT to a free one.`) : error,
      );
    });
    server.listen(environment.PORT, environment.HOST, resolve);
  });
  await app.hub.start().catch((error: unknown) => {
    log.warn({ error: String(error) }, "the database does not answer yet; live events begin when it does");
  });
  const address = server.address();
  log.info({ host: environment.HOST, port: typeof address === "object" ? address?.port : address }, "serving");

  await onStopSignal();
  log.info("draining");
  app.drain();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, drainMillisecondsMax).unref())]);
  await app.hub.stop();
  await sql.end({ timeout: 5 });
  log.info("stopped");
}
