import { Currency, Origin, Scope, tenants, text, UserId } from "@bursar/sdk/contract";
import * as z from "zod";
import { reencryptLivekitSecret } from "../attendance/index.ts";
import { unblockWallet, verifyLedger } from "../ledger/index.ts";
import { serve } from "../main.ts";
import { systemClock } from "../platform/clock.ts";
import { decryptionKeys, readEnvironment } from "../platform/env.ts";
import { migrate } from "../platform/migrate.ts";
import {
  createKey,
  createTenant,
  reencryptTokenSecrets,
  revokeKey,
  rotateKey,
  rotateTokenSecret,
  selectTenants,
} from "../tenants/index.ts";
import { reencryptWebhookSecrets } from "../webhooks/index.ts";
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
  const name = parse(tenants.TenantName, options.name, "--name");
  await asOperator(async (platform, operator) => {
    const tenant = await createTenant(operator, systemClock, name, options.mode);
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
  const overlap = overlapOf(options);
  await asOperator(async (platform, operator) => {
    print(options, await rotateKey(contextOf(platform, await tenantById(operator, options.tenant)), id, overlap));
  });
}

export async function rotateTenantTokenSecret(options: { tenant: string; overlap: string } & Json): Promise<void> {
  const overlap = overlapOf(options);
  await asOperator(async (platform, operator) => {
    const context = contextOf(platform, await tenantById(operator, options.tenant));
    print(options, await rotateTokenSecret(context, platform.environment.BURSAR_ENCRYPTION_KEY, overlap));
    if (!options.json) say("The secret is shown this once. Keep it where only the tenant's server reads it.");
  });
}

export async function rotateEncryptionKey(options: Json): Promise<void> {
  await asOperator(async (platform, operator) => {
    const total = { changed: 0, current: 0, unreadable: [] as string[] };
    for (const tenant of await selectTenants(operator)) {
      for (const reencrypt of [reencryptTokenSecrets, reencryptWebhookSecrets, reencryptLivekitSecret]) {
        const one = await reencrypt(contextOf(platform, tenant), decryptionKeys(platform.environment));
        total.changed += one.changed;
        total.current += one.current;
        total.unreadable.push(...one.unreadable.map((secret) => `${tenant.publicId} ${secret}`));
      }
    }
    if (total.unreadable.length > 0) process.exitCode = 1;
    if (options.json) return print(options, total);
    say(`${total.changed} secrets encrypted with BURSAR_ENCRYPTION_KEY, ${total.current} were already.`);
    if (total.unreadable.length === 0) {
      return say("Once all processes have it, BURSAR_ENCRYPTION_KEY_PREVIOUS is needed no more.");
    }
    say(`${total.unreadable.length} CAN'T BE READ:`);
    for (const secret of total.unreadable) say(`  ${secret}`);
    say(
      "Set BURSAR_ENCRYPTION_KEY_PREVIOUS to the key they were encrypted with, and run this again. Where it is lost: `bursar token-secret rotate` for uts_…, `webhookEndpoints.rotateSecret` for whs_…, and set LiveKit's secret again.",
    );
  });
}

export async function unblockTenantWallet(
  givenUser: string,
  givenCurrency: string,
  options: { tenant: string; reason: string },
): Promise<void> {
  const user = parse(UserId, givenUser, "<user>");
  const currency = parse(Currency, givenCurrency, "<currency>");
  const reason = parse(text(500).min(1), options.reason, "--reason");
  await asOperator(async (platform, operator) => {
    const context = contextOf(platform, await tenantById(operator, options.tenant));
    const { outcome, findings, otherFindings } = await unblockWallet(
      context,
      platform.patientSql,
      user,
      currency,
      reason,
    );
    if (outcome === "still_unsound") {
      const found = findings.map(({ check, detail }) => `  ${check}: ${detail}`).join("\n");
      throw new Error(`The wallet stays blocked, since the proof fails for it; put that right first:\n${found}`);
    }
    say(outcome === "unblocked" ? "The wallet is unblocked." : "The wallet was not blocked.");
    if (otherFindings > 0) {
      say(`The proof fails elsewhere in this ledger: \`bursar ledger verify --tenant ${options.tenant}\` says where.`);
    }
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

const overlapOf = ({ overlap }: { overlap: string }): number =>
  parse(z.coerce.number().pipe(z.int().min(0).max(2_592_000)), overlap, "--overlap");

function parse<T>(schema: z.ZodType<T>, value: string, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${name} ${value}: ${result.error.issues[0]?.message}`);
}
