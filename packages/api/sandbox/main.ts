// The API and its worker as the demo runs them: on a clock that can be moved. Whoever runs Bursar runs `bursar`, which knows
// no other time than the machine's, and nothing of this folder.
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import * as z from "zod";
import { serve } from "../src/main.ts";
import { connect } from "../src/platform/database.ts";
import { readEnvironment } from "../src/platform/env.ts";
import { createPlatform } from "../src/platform/platform.ts";
import { work } from "../src/worker.ts";
import { createSandboxClock } from "./clock.ts";
import { createControl, refuseLiveTenants } from "./control.ts";

const { SANDBOX_CLOCK, SANDBOX_PORT, SANDBOX_TOKEN } = z
  .object({
    SANDBOX_CLOCK: z.string().min(1),
    SANDBOX_PORT: z.coerce.number().pipe(z.int().min(1).max(65535)),
    SANDBOX_TOKEN: z.string().min(32),
  })
  .parse(process.env);
const environment = readEnvironment();
const clock = createSandboxClock(SANDBOX_CLOCK);
const operator = connect(environment.DATABASE_URL, { role: "bursar_operator", connectionsMax: 1, idleSeconds: 30 });
await refuseLiveTenants(operator);

switch (process.argv[2]) {
  case "serve":
    await operator.end();
    await serve(environment, clock);
    break;
  case "worker":
    await withControl(() => work(environment, clock));
    break;
  default:
    throw new Error("usage: sandbox/main.ts serve | worker");
}

/** The control lives with the worker, whose jobs it runs. */
async function withControl(body: () => Promise<void>): Promise<void> {
  const platform = createPlatform({ ...environment, DATABASE_CONNECTIONS: 2 }, clock);
  const control = createControl({ platform, operator, clock, token: SANDBOX_TOKEN });
  const server = createAdaptorServer({ fetch: control.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(SANDBOX_PORT, "127.0.0.1", resolve);
  });
  await body();
  server.close();
  server.closeAllConnections();
  await Promise.all([operator.end({ timeout: 5 }), platform.close()]);
}
