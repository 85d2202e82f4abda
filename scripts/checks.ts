import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import { promisify } from "node:util";
import { seconds } from "./progress.ts";

interface Check {
  name: string;
  command: string[];
}

export interface Tally {
  passed: number;
  failed: number;
}

/** Everything that is found out without running the code, side by side. */
export async function runChecks({ write }: { write: boolean }): Promise<Tally> {
  const folders = ["packages", "examples", "scripts"].filter((folder) => existsSync(folder));
  const projects = await Array.fromAsync(
    glob(["tsconfig.json", "{packages,examples}/*/tsconfig.json", "packages/*/tsconfig.test.json"]),
  );
  const checks: Check[] = [
    ...projects.sort().map((project) => ({ name: `types ${project}`, command: typeCheck(project) })),
    { name: "style", command: ["biome", "check", "--error-on-warnings", ...(write ? ["--write"] : [])] },
    { name: "dependency rules", command: ["depcruise", "--config", ".dependency-cruiser.mjs", ...folders] },
    { name: "unused code", command: ["knip", "--no-progress", "--no-config-hints"] },
  ];
  const results = await Promise.all(checks.map(run));
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

function typeCheck(project: string): string[] {
  const memory = `node_modules/.cache/types/${project.replaceAll("/", "-")}`;
  return ["tsc", "--project", project, "--incremental", "--tsBuildInfoFile", memory];
}

async function run({ name, command: [program = "", ...args] }: Check): Promise<boolean> {
  const start = performance.now();
  try {
    await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 });
    console.log(`✓ ${name} ${seconds(start)}`);
    return true;
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as { stdout?: string; stderr?: string; message: string };
    console.log(`✗ ${name} ${seconds(start)}\n${(stdout + stderr).trim() || message}\n`);
    return false;
  }
}
