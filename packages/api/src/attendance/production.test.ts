import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { runCommand, sandboxCommand, serveInProcess, startProcess } from "../../test/processes.ts";

const root = join(import.meta.dirname, "../../../..");

const bundled = (entryPoints: string[], packages: "external" | "bundle") =>
  build({
    ...{ entryPoints, packages, bundle: true, write: false, metafile: true, outdir: root, logLevel: "silent" },
    ...{ format: "esm", platform: packages === "external" ? "node" : "browser", absWorkingDir: root },
  });

/** All modules that lie behind some others: what is bundled is what would run. */
async function modulesBehind(entryPoints: string[], packages: "external" | "bundle"): Promise<string[]> {
  const { metafile } = await bundled(entryPoints, packages);
  return Object.keys(metafile.inputs).map((path) => relative(root, join(root, path)));
}

async function textBehind(entryPoints: string[], packages: "external" | "bundle"): Promise<string[]> {
  return (await bundled(entryPoints, packages)).outputFiles.map(({ text }) => text);
}

describe("in production", () => {
  it("nothing of the sandbox runs, nor anything that only tests use", async () => {
    const entries = ["main.ts", "worker.ts", "cli/main.ts"].map((file) => `packages/api/src/${file}`);
    const modules = await modulesBehind(entries, "external");
    expect(modules).toContain("packages/api/src/attendance/livekit-webhook.ts");
    expect(modules.filter((path) => /^packages\/api\/(sandbox|test|bench)\/|\.test\.ts$/.test(path))).toEqual([]);
  });

  it("no bundle, for servers or for browsers, knows a word of the sandbox's settings", async () => {
    const entries = ["main.ts", "worker.ts", "cli/main.ts"].map((file) => `packages/api/src/${file}`);
    const browser = ["packages/sdk/src/index.ts", "packages/elements/src/bursar.ts"];
    const texts = [...(await textBehind(entries, "external")), ...(await textBehind(browser, "bundle"))];
    expect(texts.length).toBeGreaterThan(entries.length);
    expect(texts.flatMap((text) => text.match(/SANDBOX|moveTo|createSandboxClock/g) ?? [])).toEqual([]);
  });

  it("nothing of LiveKit reaches a browser", async () => {
    const modules = await modulesBehind(["packages/sdk/src/index.ts"], "bundle");
    expect(modules).toContain("packages/sdk/src/resources/livekit.ts");
    expect(modules.filter((path) => /livekit-server-sdk|@livekit|@bufbuild/.test(path))).toEqual([]);
  });
});

describe("the clock", () => {
  const hour = 3_600_000;
  let database: TestDatabase;
  let folder: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), "bursar-clock-"));
    writeFileSync(join(folder, "clock"), String(10 * hour));
    environment = {
      DATABASE_URL: database.url,
      BURSAR_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
      SANDBOX_CLOCK: join(folder, "clock"),
      SANDBOX_PORT: "1",
      SANDBOX_TOKEN: "a token that only this machine knows",
    };
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  /** How far what a server writes is ahead of the machine's time. */
  async function hoursAhead(secretKey: string, user: string, program?: string): Promise<number> {
    const { url, stop } = await serveInProcess(environment, program);
    const headers = { authorization: `Bearer ${secretKey}`, "content-type": "application/json" };
    const answer = await fetch(`${url}/v1/users/${user}`, { method: "PUT", headers, body: "{}" });
    const { createdAt } = (await answer.json()) as { createdAt: string };
    await stop();
    return (Date.parse(createdAt) - Date.now()) / hour;
  }

  it("of `bursar` is the machine's, whatever a sandbox's settings say; the sandbox refuses a database with live tenants", async () => {
    const created = await runCommand(["tenant", "create", "--name", "School", "--json"], environment);
    const { secretKey } = JSON.parse(created.stdout) as { secretKey: string };
    expect(await hoursAhead(secretKey, "41")).toBeCloseTo(0, 1);
    // The same settings do move the sandbox's own program.
    expect(await hoursAhead(secretKey, "42", sandboxCommand)).toBeCloseTo(10, 1);

    await runCommand(["tenant", "create", "--name", "Real school", "--mode", "live"], environment);
    for (const role of ["serve", "worker"]) {
      const sandbox = startProcess([role], environment, sandboxCommand);
      expect(await sandbox.exited).not.toBe(0);
      expect(sandbox.output().stderr).toContain("moves no clock of live tenants");
    }
  }, 120_000);
});
