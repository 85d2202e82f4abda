import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import type {} from "../../../scripts/test-database.ts";

/** A database of its own for one test file, cloned from the migrated template. */
export interface TestDatabase {
  url: string;
  /** With every right: to look at what the API must not see, and to break what it must notice. */
  superuser: postgres.Sql;
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("databaseUrls")[Number(process.env["VITEST_POOL_ID"]) - 1] as string;
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await server.unsafe(`create database ${name} template bursar_template`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const superuser = postgres(url.href, { max: 4, onnotice: () => {} });
  return {
    url: url.href,
    superuser,
    async drop() {
      await superuser.end({ timeout: 1 });
      await server.unsafe(`drop database ${name} with (force)`);
      await server.end({ timeout: 1 });
    },
  };
}
