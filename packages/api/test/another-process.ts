import { type App, createApp } from "../src/app.ts";
import { createPlatform, type Platform } from "../src/platform/platform.ts";
import type { TestApi } from "./api.ts";

export interface AnotherProcess {
  platform: Platform;
  app: App;
  stop(): Promise<void>;
}

/** The API once more on the same database and clock, with memory, connections and hub of its own: a second process. */
export async function startAnotherProcess(
  api: TestApi,
  overrides: Partial<Platform["environment"]> = {},
): Promise<AnotherProcess> {
  const platform = createPlatform({ ...api.platform.environment, ...overrides }, api.clock);
  const app = createApp(platform);
  await app.hub.start();
  return {
    platform,
    app,
    async stop() {
      app.streams.endAll();
      await app.hub.stop();
      await platform.close();
    },
  };
}
