// The PostgreSQL that comes with the dependencies, for machines that have none. Started here and not by the package that
// brings it: that one puts the server into our process group, where Ctrl-C would end it before those who still use it.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.ts";
import { freePort } from "./network.ts";
import { type Account, binaries, own, prepareHome, removeHome, serverAccount } from "./postgres-home.ts";
import { lastLines } from "./processes.ts";

export interface Postgres {
  /** For its superuser, and the database `postgres`. */
  url: string;
  /** Rejects when the server ends, saying how. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

interface Options {
  dataDirectory: string;
  port?: number;
  /** False trades safety for speed: a crash may lose the data. */
  durable: boolean;
}

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "256MB",
  max_connections: "100",
  timezone: "UTC",
};
const careless = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

export async function startPostgres({ dataDirectory, port, durable }: Options): Promise<Postgres> {
  const account = serverAccount(dataDirectory);
  const home = prepareHome(dataDirectory, account);
  const data = join(home, "data");
  await stopLeftover(home);
  const bin = binaries(home, account);
  if (!existsSync(data)) initialise(home, bin, account);

  const log = join(home, "server.log");
  const output = openSync(log, "w", 0o600);
  const chosenPort = port ?? (await freePort());
  const assignments = Object.entries({ ...settings, ...(durable ? {} : careless), port: String(chosenPort) });
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, ...assignments.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { cwd: "/", env: { LC_ALL: "C" }, stdio: ["ignore", output, output], detached: true, ...account },
  );
  const exited = new Promise((resolve) => server.once("exit", resolve).once("error", resolve));
  const gone = new AbortController();
  const failed = exited.then(() => {
    gone.abort();
    throw new Failure(`PostgreSQL ended by itself:\n${lastLines(readFileSync(log, "utf8"))}`);
  });
  // Whoever waits for it hears of it; nobody has to.
  failed.catch(() => {});
  writeFileSync(join(home, "owner"), String(process.pid));
  await Promise.race([untilReady(data, gone.signal), failed]);

  const password = readFileSync(join(home, "password"), "utf8");
  return {
    url: `postgres://bursar:${password}@127.0.0.1:${chosenPort}/postgres`,
    failed,
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown: it ends the sessions, and keeps what was committed.
      server.kill("SIGINT");
      await Promise.race([exited, sleep(20_000, undefined, { ref: false }).then(() => server.kill("SIGQUIT"))]);
      await exited;
    },
  };
}

/** One that goes away with its data, even when this process ends without time to wait. */
export async function startTemporaryPostgres({ durable }: { durable: boolean }): Promise<Postgres> {
  const dataDirectory = join(tmpdir(), `bursar-postgres-${randomUUID()}`);
  const abandon = () => abandonPostgres(dataDirectory);
  // Registered before the start, which an interruption may come in the middle of.
  process.once("exit", abandon);
  const postgres = await startPostgres({ dataDirectory, durable });
  return {
    ...postgres,
    async stop() {
      process.off("exit", abandon);
      await postgres.stop();
      removeHome(dataDirectory);
    },
  };
}

/** The server drops everything, and is gone with its data when this returns: an exiting process cannot await. */
function abandonPostgres(dataDirectory: string): void {
  const data = join(dataDirectory, "data");
  const server = postmaster(data);
  if (server) process.kill(server.pid, "SIGQUIT");
  const end = Date.now() + 5_000;
  while (postmaster(data) && Date.now() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  removeHome(dataDirectory);
}

export async function discardPostgres(dataDirectory: string): Promise<void> {
  if (existsSync(dataDirectory)) await stopLeftover(realpathSync(dataDirectory));
  removeHome(dataDirectory);
}

function initialise(home: string, bin: string, account: Account): void {
  const passwordFile = join(home, "password");
  writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  own(passwordFile, account);

  // Renamed only when complete, so that an interrupted first start is not taken for a database.
  const unfinished = join(home, "unfinished");
  rmSync(unfinished, { recursive: true, force: true });
  const { status, stdout, stderr, error } = spawnSync(
    join(bin, "initdb"),
    [
      ...["--pgdata", unfinished, "--username", "bursar", "--pwfile", passwordFile, "--auth", "scram-sha-256"],
      ...["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
      ...["--no-sync", "--no-instructions"],
    ],
    { cwd: "/", env: { LC_ALL: "C" }, encoding: "utf8", ...account },
  );
  if (status !== 0) throw new Failure(`initdb failed: ${error?.message ?? (stdout + stderr).trim()}`);
  renameSync(unfinished, join(home, "data"));
}

async function untilReady(data: string, gone: AbortSignal): Promise<void> {
  while (!postmaster(data)?.ready) await sleep(20, undefined, { signal: gone });
}

/** A run that was killed leaves its server behind. It is stopped, unless another run is still using it. */
async function stopLeftover(home: string): Promise<void> {
  const data = join(home, "data");
  const leftover = postmaster(data);
  if (!leftover || !commandLine(leftover.pid).includes(data)) {
    // The number may since have gone to another process, which would make PostgreSQL refuse to start.
    rmSync(join(data, "postmaster.pid"), { force: true });
    return;
  }
  const owner = Number(readFileSync(join(home, "owner"), "utf8"));
  if (isRunning(owner))
    throw new Failure(`The PostgreSQL of this checkout is in use by process ${owner}: stop that first`);
  process.kill(leftover.pid, "SIGINT");
  while (postmaster(data)) await sleep(20);
}

function postmaster(data: string): { pid: number; ready: boolean } | undefined {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === "ready" };
}

function commandLine(pid: number): string {
  if (process.platform !== "linux")
    return spawnSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" }).stdout;
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
