import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Bursar } from "@bursar/sdk";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useApi } from "../../packages/api/test/api.ts";

const api = useApi();
const folder = mkdtempSync(join(tmpdir(), "bursar-node-example-"));
const server = createAdaptorServer({ fetch: (request: Request) => api.app.http.fetch(request) });
const courses = join(folder, "courses.json");
let env: Record<string, string>;
let bursar: Bursar;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { secretKey } = await api.createTenant("Node");
  env = { BURSAR_API_URL: baseUrl, BURSAR_SECRET_KEY: secretKey };
  bursar = new Bursar({ baseUrl, secretKey });
  await bursar.currencies.upsert("UNIT", {});
  writeFileSync(courses, readFileSync(join(import.meta.dirname, "courses.json")));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** As one runs it: a process of its own, in a folder of its own. */
const run = async (script: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, script), ...args], { cwd: folder, env });
const sync = async () => (await run("sync-catalog.ts", courses)).stdout.trim().split("\n");

it("the catalog is synced: what is new, what has changed, what is gone, and nothing else", async () => {
  expect(await sync()).toEqual(["HAZMAT-1: created", "WELD-1: created", "SAFETY-0: created"]);
  const [hazmat, weld] = JSON.parse(readFileSync(courses, "utf8"));
  writeFileSync(courses, JSON.stringify([hazmat, { ...weld, priceInUnits: 90 }]));
  expect(await sync()).toEqual(["HAZMAT-1: unchanged", "WELD-1: updated", "SAFETY-0: updated"]);
  expect(await bursar.offerings.retrieve("WELD-1")).toMatchObject({ prices: [{ amount: 90, version: 2 }] });
  expect((await bursar.offerings.retrieve("SAFETY-0")).available).toBe(false);
});

it("the report tells each enrollment in one night only, and what was spent", async () => {
  const learner = async (user: string) => {
    await bursar.users.upsert(user, {});
    await bursar.wallets.topUp({ user, currency: "UNIT", amount: 100, reason: "cash" });
    await bursar.enrollments.create({ user, offering: "HAZMAT-1" });
  };
  await learner("amina");
  const first = await run("nightly-report.ts");
  expect(first.stdout).toMatch(/^user,offering,at\n"amina","HAZMAT-1","[^"]+"\n$/);
  expect(first.stderr).toBe("spent: 50 UNIT\nThe ledger is sound.\n");
  await learner('omar, "the learner"');
  expect((await run("nightly-report.ts")).stdout).toMatch(
    /^user,offering,at\n"omar, ""the learner""","HAZMAT-1","[^"]+"\n$/,
  );
});
