// npm run bench <name>: one benchmark, on a PostgreSQL of its own that syncs to disk as in production.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import { basename } from "node:path";
import { startTemporaryPostgres } from "./postgres.ts";

const folder = "packages/api/bench";
const [name, ...args] = process.argv.slice(2);
const file = `${folder}/${name}.bench.ts`;

if (name && existsSync(file)) {
  process.exitCode = await bench();
} else {
  const benches = await Array.fromAsync(glob(`${folder}/*.bench.ts`));
  console.error(
    `usage: npm run bench <name>, where <name> is one of: ${benches.map((path) => basename(path, ".bench.ts")).join(", ")}`,
  );
  process.exitCode = 1;
}

async function bench(): Promise<number> {
  const postgres = await startTemporaryPostgres({ durable: true });
  try {
    const child = spawn(process.execPath, [file, ...args], {
      env: { ...process.env, DATABASE_URL: postgres.url },
      stdio: ["ignore", "inherit", "inherit"],
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill("SIGTERM"));
    const [code] = await once(child, "exit");
    return code ?? 1;
  } finally {
    await postgres.stop();
  }
}
