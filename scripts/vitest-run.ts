import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Tally } from "./checks.ts";

/** Runs Vitest with the given arguments, which it shows as usual, and counts what came of it. */
export async function runVitest(args: string[]): Promise<Tally> {
  // In a process group of its own, so that a Ctrl-C reaches it once, as the SIGTERM on which it cleans up.
  const vitest = spawn(
    process.execPath,
    [
      ...["--import", new URL("end-with-parent.ts", import.meta.url).href, "node_modules/vitest/vitest.mjs", "run"],
      ...["--reporter=default", "--reporter=scripts/vitest-tally.ts", ...args],
    ],
    { stdio: ["ignore", "inherit", "inherit", "ipc"], detached: true },
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => vitest.kill("SIGTERM"));

  const tally: Tally = { passed: 0, failed: 0 };
  vitest.on("message", (message) => Object.assign(tally, message));
  const [code] = await once(vitest, "exit");
  endGroup(vitest.pid);
  return code === 0 ? tally : { ...tally, failed: Math.max(tally.failed, 1) };
}

/** An interrupted Vitest leaves workers that are still in the middle of a test. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader) process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody was left.
  }
}
