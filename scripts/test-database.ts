// For all test projects together: a PostgreSQL for each worker, with a migrated database that each test file can clone.
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { migrate } from "../packages/api/src/platform/migrate.ts";
import { startTemporaryPostgres } from "./postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** One for each worker; for a superuser, who may clone `bursar_template`. */
    databaseUrls: string[];
  }
}

/**
 * A server for each: what happened becomes readable when no transaction of the server is older, and files that run side by
 * side would make each other's events late.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  const count = given ? 0 : project.vitest.config.maxWorkers;
  const servers = await Promise.all(Array.from({ length: count }, () => startTemporaryPostgres({ durable: false })));
  const databaseUrls = given ? [given] : servers.map(({ url }) => url);
  await Promise.all(databaseUrls.map(createTemplate));
  project.provide("databaseUrls", databaseUrls);
  return async () => void (await Promise.all(servers.map(({ stop }) => stop())));
}

async function createTemplate(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  // A server that was given may still have it from the last run, and a template cannot be dropped.
  const [existing] = await sql`select from pg_database where datname = 'bursar_template'`;
  if (existing) await sql`alter database bursar_template with is_template false`;
  await sql`drop database if exists bursar_template`;
  await sql`create database bursar_template`;
  const template = new URL(databaseUrl);
  template.pathname = "/bursar_template";
  await migrate(template.href);
  await sql`alter database bursar_template with is_template true allow_connections false`;
  await sql.end();
}
