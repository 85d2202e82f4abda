import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const command = join(import.meta.dirname, "../src/cli/main.ts");
/** The demo's, which `bursar` knows nothing of. */
export const sandboxCommand = join(import.meta.dirname, "../sandbox/main.ts");
// Half of a short command's time is the reading of its sources.
const compileCache = join(import.meta.dirname, "../../../node_modules/.cache/compiled");

export interface Process {
  child: ChildProcess;
  output(): { stdout: string; stderr: string };
  /** The first log line that has these fields; waits for it. */
  logged(fields: Record<string, unknown>): Promise<Record<string, unknown>>;
  exited: Promise<number | null>;
  stop(): Promise<number | null>;
}

/** The real command in a process of its own. */
export function startProcess(args: string[], env: Record<string, string>, program = command): Process {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compileCache, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks = { stdout: "", stderr: "" };
  const exited = once(child, "close").then(([code]) => code as number | null);
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      chunks[name] += chunk;
    });
  }
  const find = (fields: Record<string, unknown>) =>
    logLines(chunks.stdout).find((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
  return {
    child,
    exited,
    output: () => chunks,
    async logged(fields) {
      for (;;) {
        const found = find(fields);
        if (found) return found;
        const more = await Promise.race([once(child.stdout as never, "data"), exited.then(() => null)]);
        if (more === null && !find(fields)) {
          throw new Error(`It ended without saying ${JSON.stringify(fields)}:\n${chunks.stdout}${chunks.stderr}`);
        }
      }
    },
    async stop() {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

/** The complete lines of a log, each of them JSON. */
export const logLines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export async function runCommand(args: string[], env: Record<string, string> = {}) {
  const { exited, output } = startProcess(args, env);
  const code = await exited;
  return { code, ...output() };
}

/** Serves the API on a free port. */
export async function serveInProcess(
  env: Record<string, string>,
  program = command,
): Promise<Process & { url: string }> {
  const served = startProcess(["serve"], { PORT: "0", ...env }, program);
  const { port } = await served.logged({ msg: "serving" });
  return { ...served, url: `http://127.0.0.1:${port}` };
}
