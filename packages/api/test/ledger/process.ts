import { randomUUID } from "node:crypto";
import { type App, createApp } from "../../src/app.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { createPlatform, type Platform } from "../../src/platform/platform.ts";
import type { Caller, TestApi } from "../api.ts";

/** Another API process on the same database: connections, batches and clock of its own. */
export interface ApiProcess {
  platform: Platform;
  app: App;
  call(bearer: string): Caller;
  stop(): Promise<void>;
}

interface Options {
  clock?: Clock;
  databaseUrl?: string;
  connections?: number;
}

export function startProcess({ platform, clock: shared }: TestApi, options: Options = {}): ApiProcess {
  const { clock = shared, databaseUrl = platform.environment.DATABASE_URL, connections = 3 } = options;
  const own = createPlatform(
    { ...platform.environment, DATABASE_URL: databaseUrl, DATABASE_CONNECTIONS: connections },
    clock,
  );
  const app = createApp(own);
  return {
    platform: own,
    app,
    call: (bearer) => callerOf(app, bearer),
    async stop() {
      app.streams.endAll();
      await app.hub.stop();
      await own.close();
    },
  };
}

function callerOf(app: App, bearer: string): Caller {
  return async (method, path, body, call = {}) => {
    const response = await app.http.request(path, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        "idempotency-key": call.idempotencyKey ?? randomUUID(),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...call.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };
}
