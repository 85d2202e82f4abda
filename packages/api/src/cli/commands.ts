import { Origin, Scope, tenants } from "@bursar/sdk/contract";
import * as z from "zod";
import { verifyLedger } from "../ledger/index.ts";
import { serve } from "../main.ts";
import { systemClock } from "../platform/clock.ts";
import { readEnvironment } from "../platform/env.ts";
import { migrate } from "../platform/migrate.ts";
import { createKey, createTenant, revokeKey, rotateKey, rotateTokenSecret, selectTenants } from "../tenants/index.ts";
import { work } from "../worker.ts";
import { examine } from "./doctor.ts";
import { asOperator, contextOf, tenantById } from "./operator.ts";
import { print, say } from "./print.ts";

interface Json {
  json?: boolean;
}

export async function migrateDatabase(): Promise<void> {
  const { migrations, functions } = await migrate(readEnvironment().DATABASE_URL);
  say(
    migrations.length + functions.length === 0
      ? "The schema is up to date."
      : `Applied ${[...migrations, ...functions].join(", ")}.`,
  );
}

export async function serveApi(): Promise<void> {
  await serve(readEnvironment());
}

export async function runWorker(): Promise<void> {
  await work(readEnvironment());
}

export async function doctor(): Promise<void> {
  const findings = await examine(process.env);
  for (const { ok, what, advice } of findings)
    say(`${ok ? "ok  " : "FAIL"} ${what}${ok || !advice ? "" : `\n     ${advice}`}`);
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}

export async function createTenantWithKeys(
  options: { name: string; mode: "test" | "live"; origin?: string[] } & Json,
): Promise<void> {
  const origins = (options.origin ?? []).map((origin) => parse(Origin, origin, "--origin"));
  await asOperator(async (platform, operator) => {
    const tenant = await createTenant(operator, systemClock, options.name, options.mode);
    const context = contextOf(platform, tenant);
    const secret = await createKey(context, { kind: "secret", name: "First secret key", scopes: [] });
    const publishable =
      origins.length > 0
        ? await createKey(context, { kind: "publishable", name: "First publishable key", origins })
        : null;
    const token = await rotateTokenSecret(context, platform.environment.BURSAR_ENCRYPTION_KEY, 0);
    print(options, {
      tenant: tenant.publicId,
      secretKey: secret.key,
      publishableKey: publishable?.key ?? null,
      tokenSecret: token.secret,
    });
    if (!options.json)
      say(
        "Keys and secret are shown this once. Keep them where only your server reads them; the publishable key may be in pages.",
      );
  });
}

export async function listTenants(options: Json): Promise<void> {
  await asOperator(async (_platform, operator) => {
    const all = (await selectTenants(operator)).map((tenant) => ({
      id: tenant.publicId,
      mode: tenant.mode,
      name: tenant.name,
    }));
    if (options.json) print(options, all);
    else for (const tenant of all) say(`${tenant.id}  ${tenant.mode}  ${tenant.name}`);
  });
}

interface NewKeyOptions extends Json {
  tenant: string;
  kind: "secret" | "publishable";
  name: string;
  scope?: string[];
  origin?: string[];
}

export async function createTenantKey(options: NewKeyOptions): Promise<void> {
  const { kind, name } = options;
  const scopes = (options.scope ?? []).map((scope) => parse(Scope, scope, "--scope"));
  const origins = (options.origin ?? []).map((origin) => parse(Origin, origin, "--origin"));
  if (kind === "publishable" && origins.length === 0) throw new Error("A publishable key needs at least one --origin.");
  await asOperator(async (platform, operator) => {
    const context = contextOf(platform, await tenantById(operator, options.tenant));
    print(options, await createKey(context, kind === "secret" ? { kind, name, scopes } : { kind, name, origins }));
  });
}

export async function revokeTenantKey(key: string, options: { tenant: string }): Promise<void> {
  const id = parse(tenants.KeyId, key, "<key>");
  await asOperator(async (platform, operator) => {
    await revokeKey(contextOf(platform, await tenantById(operator, options.tenant)), id);
    say(`${id} is revoked.`);
  });
}

export async function rotateTenantKey(key: string, options: { tenant: string; overlap: string } & Json): Promise<void> {
  const id = parse(tenants.KeyId, key, "<key>");
  const overlap = parse(z.coerce.number().pipe(z.int().min(0).max(2_592_000)), options.overlap, "--overlap");
  await asOperator(async (platform, operator) => {
    print(options, await rotateKey(contextOf(platform, await tenantById(operator, options.tenant)), id, overlap));
  });
}

export async function verifyLedgers(options: { tenant?: string } & Json): Promise<void> {
  await asOperator(async (platform, operator) => {
    const chosen = options.tenant ? [await tenantById(operator, options.tenant)] : await selectTenants(operator);
    const proofs = [];
    for (const tenant of chosen) {
      const proof = await verifyLedger(platform.patientSql, tenant, platform.clock);
      const id = tenant.publicId;
      proofs.push({ tenant: id, ...proof });
      if (!proof.sound) process.exitCode = 1;
      if (options.json) continue;
      say(
        `${id}: ${proof.sound ? "sound" : "NOT SOUND"}, ${proof.transactions} transactions, ${proof.entries} entries, ${proof.accounts} accounts`,
      );
      for (const { check, object, detail } of proof.findings) say(`  ${check}: ${object}: ${detail}`);
    }
    if (options.json) print(options, proofs);
  });
}

function parse<T>(schema: z.ZodType<T>, value: string, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${name} ${value}: ${result.error.issues[0]?.message}`);
}
