import { execFile, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Failure } from "./failure.ts";

export interface Service {
  /** Rejects when it ends on its own, saying how. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

/** Starts a script that stays. It leads its own process group: the terminal's Ctrl-C reaches us, and we end it in order. */
export function startService(name: string, args: string[], env: NodeJS.ProcessEnv, log: string): Service {
  const output = openSync(log, "w", 0o600);
  const child = spawn(process.execPath, ["--import", new URL("end-with-parent.ts", import.meta.url).href, ...args], {
    env,
    stdio: ["ignore", output, output, "ipc"],
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  const failed = exited.then(() => {
    throw new Failure(
      `The ${name} ended by itself (${child.signalCode ?? `exit code ${child.exitCode}`}):\n${lastLines(readFileSync(log, "utf8"))}`,
    );
  });
  // Whoever waits for it hears of it; nobody has to.
  failed.catch(() => {});
  return {
    failed,
    async stop() {
      child.kill("SIGTERM");
      const patience = new AbortController();
      const tooLong = sleep(10_000, undefined, { signal: patience.signal }).then(
        () => child.kill("SIGKILL"),
        () => false,
      );
      await Promise.race([exited, tooLong]);
      patience.abort();
      await exited;
    },
  };
}

/** Runs a script to its end, silently unless it fails. */
export async function runScript(args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, args, { env, signal, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    signal.throwIfAborted();
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Failure(`node ${args.join(" ")} failed:\n${lastLines(stdout + stderr)}`);
  }
}

export function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}
