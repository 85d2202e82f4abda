// npm start: everything on one machine, with a demo tenant and a demo host site.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { checkDatabase } from "./database-url.ts";
import { type DemoSite, demoSites } from "./demo-sites.ts";
import { prepareDemoTenant } from "./demo-tenant.ts";
import { cli, machineTime, sandboxTime } from "./demo-time.ts";
import { explain, Failure } from "./failure.ts";
import { fingerprint } from "./fingerprint.mjs";
import { freePort, isPortFree } from "./network.ts";
import { discardPostgres, startPostgres } from "./postgres.ts";
import { runScript, startService } from "./processes.ts";
import { step } from "./progress.ts";
import { welcome } from "./welcome.ts";

const files = {
  data: ".bursar/postgres",
  encryptionKey: ".bursar/encryption-key",
  elements: ".bursar/elements-built",
  logs: ".bursar/logs",
  clock: ".bursar/clock",
};
const elementsBuild = "packages/elements/build.ts";

const interruption = new AbortController();
const { signal } = interruption;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interruption.abort());
// A closed terminal refuses what we still say; the stopping goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const running = new AsyncDisposableStack();
const failures: Promise<never>[] = [];
try {
  await start();
  const interrupted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  await Promise.race([interrupted, ...failures]);
} catch (error) {
  if (!signal.aborted) {
    console.error(`\n${explain(error)}`);
    process.exitCode = 1;
  }
} finally {
  if (signal.aborted) process.stdout.write("\nStopping … ");
  await running.disposeAsync();
  if (signal.aborted) console.log("stopped");
}

async function start(): Promise<void> {
  const { reset, site } = readArguments();
  const apiPort = await choosePort("BURSAR_PORT", 4400);
  const demoPort = await choosePort("DEMO_PORT", 4500);
  mkdirSync(files.logs, { recursive: true });

  if (reset) await step("Deleting the data", deleteData);
  const databaseUrl = await provideDatabase();
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const demoUrl = `http://127.0.0.1:${demoPort}`;
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: String(apiPort),
    ELEMENTS_DIRECTORY: "packages/elements/dist/browser",
    BURSAR_ENCRYPTION_KEY: encryptionKey(),
    // The demo site is told what happens, on this machine.
    WEBHOOKS_ALLOW_PRIVATE: "1",
  };

  await stage("Migrating", () => runScript([cli, "migrate"], env, signal));
  await buildElements(env);
  const { program, clock, ofApi, ofSite, answering } = site.movesTime ? await sandboxTime(files.clock) : machineTime;
  serve("API", [program, "serve"], { ...env, ...ofApi });
  serve("worker", [program, "worker"], { ...env, ...ofApi });
  await stage("Starting the API", () => Promise.all([`${apiUrl}/readyz`, ...answering].map(untilAnswered)));
  const demo = await stage("Seeding the demo tenant", () =>
    prepareDemoTenant({ site, cli, apiUrl, demoUrl, env, now: clock.now() }),
  );
  serve("demo site", [site.server], { ...process.env, ...demo.env, ...ofSite, PORT: String(demoPort) });
  await stage("Starting the demo site", () => untilAnswered(demoUrl));
  console.log(welcome({ apiUrl, demoUrl, demo, logs: files.logs }));
}

/** A step that an interruption keeps from starting. */
function stage<T>(label: string, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return step(label, work);
}

function readArguments(): { reset: boolean; site: DemoSite } {
  const names = Object.keys(demoSites);
  try {
    const options = { reset: { type: "boolean", default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [name = "plain-html", ...others] = positionals;
    const site = demoSites[name];
    if (!site || others.length > 0) throw new Error(`There is no demo site ${positionals.join(" ")}`);
    return { ...values, site };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\nusage: npm start [-- [${names.join(" | ")}] [--reset]]`);
  }
}

async function choosePort(variable: string, standard: number): Promise<number> {
  const port = Number(process.env[variable] || standard);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Failure(`${variable} is not a port: ${process.env[variable]}`);
  if (port === 0) return freePort();
  if (await isPortFree(port)) return port;
  throw new Failure(
    `Port ${port} is in use. Stop what listens there, or choose another: ${variable}=${port + 10} npm start`,
  );
}

async function deleteData(): Promise<void> {
  if (process.env.DATABASE_URL)
    throw new Failure(
      "--reset deletes the embedded database only: unset DATABASE_URL, or empty that database yourself",
    );
  await discardPostgres(files.data);
  rmSync(files.clock, { force: true });
  for (const { keys } of Object.values(demoSites)) rmSync(keys, { force: true });
}

async function provideDatabase(): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given) {
    await stage("Connecting to DATABASE_URL", () => checkDatabase(given));
    return given;
  }
  const postgres = await stage("Starting PostgreSQL", () =>
    startPostgres({ dataDirectory: files.data, durable: true }),
  );
  running.defer(() => postgres.stop());
  failures.push(postgres.failed);
  return postgres.url;
}

function serve(name: string, args: string[], env: NodeJS.ProcessEnv): void {
  signal.throwIfAborted();
  const service = startService(name, args, env, `${files.logs}/${name.toLowerCase().replace(" ", "-")}.log`);
  running.defer(() => service.stop());
  failures.push(service.failed);
}

async function untilAnswered(url: string): Promise<void> {
  const over = new AbortController();
  const answered = async () => {
    while (!(await answers(url))) await sleep(50, undefined, { signal: AbortSignal.any([signal, over.signal]) });
  };
  await Promise.race([answered(), ...failures]).finally(() => over.abort());
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function buildElements(env: NodeJS.ProcessEnv): Promise<void> {
  const inputs = fingerprint(["packages/elements", "packages/sdk", "pnpm-lock.yaml"]);
  const built =
    existsSync("packages/elements/dist") && existsSync(files.elements) && readFileSync(files.elements, "utf8");
  if (built === inputs) return;
  await stage("Building the elements", () => runScript([elementsBuild], env, signal));
  writeFileSync(files.elements, inputs);
}

/** What is encrypted today must be readable after the next start. */
function encryptionKey(): string {
  if (process.env.BURSAR_ENCRYPTION_KEY) return process.env.BURSAR_ENCRYPTION_KEY;
  if (!existsSync(files.encryptionKey)) {
    writeFileSync(files.encryptionKey, randomBytes(32).toString("base64url"), { mode: 0o600 });
  }
  return readFileSync(files.encryptionKey, "utf8");
}
