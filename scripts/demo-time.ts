import { randomBytes } from "node:crypto";
import { createSandboxClock } from "../packages/api/sandbox/clock.ts";
import { type Clock, systemClock } from "../packages/api/src/platform/clock.ts";
import { freePort } from "./network.ts";

/** How the processes of a start know the time, and how the demo site moves it. */
export interface DemoTime {
  /** Serves the API, and works. */
  program: string;
  clock: Clock;
  ofApi: NodeJS.ProcessEnv;
  ofSite: NodeJS.ProcessEnv;
  /** Addresses that answer when time can be moved. */
  answering: string[];
}

export const cli = "packages/api/src/cli/main.ts";

export const machineTime: DemoTime = { program: cli, clock: systemClock, ofApi: {}, ofSite: {}, answering: [] };

/** A time that the demo site can move forward; `file` keeps how far it is, beside the data that was written at that time. */
export async function sandboxTime(file: string): Promise<DemoTime> {
  const port = await freePort();
  const token = randomBytes(32).toString("base64url");
  const url = `http://127.0.0.1:${port}`;
  return {
    program: "packages/api/sandbox/main.ts",
    clock: createSandboxClock(file),
    ofApi: { SANDBOX_CLOCK: file, SANDBOX_PORT: String(port), SANDBOX_TOKEN: token },
    ofSite: { SANDBOX_URL: url, SANDBOX_TOKEN: token },
    answering: [`${url}/healthz`],
  };
}
