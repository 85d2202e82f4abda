import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import postgres from "postgres";
import { systemClock } from "../src/platform/clock.ts";
import { newUuid } from "../src/platform/ids.ts";
import { startProcess } from "../test/processes.ts";
import { openCallers } from "./http-callers.ts";

const command = new URL("../src/cli/main.ts", import.meta.url).pathname;

export interface BenchTenant {
  publishableKey: string;
  tokenSecret: string;
  /** As the host's server, which is refused nothing here: answers what it got. */
  server(method: "POST" | "PUT", path: string, body: object): Promise<unknown>;
  /** As a page of the host, for the user of the token. Answers what it got; throws the body of a refusal. */
  asUser(token: string, method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
}

/**
 * The API in a process of its own, as in production but for the rate limits, and so many connections to it. It serves the
 * elements of a folder if there is one.
 */
export async function startBenchApi(connections: number, elements?: string) {
  const databaseUrl = process.env["DATABASE_URL"] as string;
  const env = {
    DATABASE_URL: databaseUrl,
    BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
    RATE_LIMIT_FACTOR: "0",
    PORT: "0",
    ...(elements && { ELEMENTS_DIRECTORY: elements }),
  };
  const run = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [command, ...args], { env: { ...process.env, ...env } })).stdout;
  await run("migrate");
  const superuser = postgres(databaseUrl, { max: connections, onnotice: () => {} });
  const api = startProcess(["serve"], env);
  // Also when the bench fails: an API that nobody stops would stay for ever.
  process.once("exit", () => api.child.kill());
  const { port } = (await api.logged({ msg: "serving" })) as { port: number };
  const http = openCallers(port, connections);

  async function send(method: "GET" | "POST" | "PUT", path: string, headers: Record<string, string>, body?: object) {
    const once = method === "POST" ? { "idempotency-key": newUuid(systemClock) } : {};
    const { status, text } = await http.send({ method, path, headers: { ...headers, ...once }, ...(body && { body }) });
    if (status >= 300) throw new Error(text);
    return JSON.parse(text) as unknown;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    superuser,
    async createTenant(origin = "https://bench.example"): Promise<BenchTenant> {
      const keys = JSON.parse(await run("tenant", "create", "--name", "Bench", "--origin", origin, "--json"));
      const key = `key=${keys.publishableKey}`;
      return {
        publishableKey: keys.publishableKey,
        tokenSecret: keys.tokenSecret,
        server: (method, path, body) => send(method, path, { authorization: `Bearer ${keys.secretKey}` }, body),
        asUser: (token, method, path, body) =>
          send(
            method,
            `${path}${path.includes("?") ? "&" : "?"}${key}`,
            { authorization: `Bearer ${token}`, origin },
            body,
          ),
      };
    },
    async stop() {
      http.close();
      await Promise.all([api.stop(), superuser.end({ timeout: 1 })]);
    },
  };
}
