import type { attendance, Body } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { announceCredentialChange } from "../platform/auth/announce.ts";
import { encrypt } from "../platform/auth/encryption.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { ProblemError } from "../platform/problem.ts";

interface Row {
  api_key: string;
  updated_at: Date;
}

const livekitOf = ({ tenant }: Context, row: Row): attendance.Livekit => ({
  apiKey: row.api_key,
  webhookPath: `/v1/livekit/${tenant.publicId}`,
  updatedAt: row.updated_at.toISOString(),
});

/** Lets the webhooks of a LiveKit project count. The secret is kept encrypted: verifying needs it. */
export async function setLivekit(
  context: Context,
  encryptionKey: Uint8Array,
  { apiKey, secret }: Body<typeof attendance.setLivekit>,
): Promise<attendance.Livekit> {
  const { tenant, clock } = context;
  const now = clock.now();
  const ciphertext = await encrypt(new TextEncoder().encode(secret), encryptionKey);
  return asTenant(context.sql, tenant.id, async (tx) => {
    const before = await selectOptional(tx, tenant.id);
    await tx`
      insert into livekit_settings (tenant_id, tenant_public_id, api_key, ciphertext, created_at, updated_at)
      values (${tenant.id}, ${uuidOf(tenant.publicId)}, ${apiKey}, ${ciphertext}, ${now}, ${now})
      on conflict (tenant_id) do update
        set api_key = excluded.api_key, ciphertext = excluded.ciphertext, updated_at = excluded.updated_at`;
    await recordChange(tx, context, "livekit.set", before, apiKey);
    return livekitOf(context, { api_key: apiKey, updated_at: now });
  });
}

/** Throws `livekit.not_set`. */
export async function removeLivekit(context: Context): Promise<attendance.Livekit> {
  const { tenant } = context;
  return asTenant(context.sql, tenant.id, async (tx) => {
    const [row] = await tx<Row[]>`
      delete from livekit_settings where tenant_id = ${tenant.id} returning api_key, updated_at`;
    if (!row) throw new ProblemError("livekit.not_set", {});
    await recordChange(tx, context, "livekit.removed", row, null);
    return livekitOf(context, row);
  });
}

/** Throws `livekit.not_set`. */
export async function readLivekit(context: Context): Promise<attendance.Livekit> {
  const { tenant } = context;
  const row = await asTenant(context.sql, tenant.id, (tx) => selectOptional(tx, tenant.id));
  if (!row) throw new ProblemError("livekit.not_set", {});
  return livekitOf(context, row);
}

async function selectOptional(tx: Transaction, tenantId: number): Promise<Row | null> {
  const [row] = await tx<Row[]>`select api_key, updated_at from livekit_settings where tenant_id = ${tenantId}`;
  return row ?? null;
}

async function recordChange(
  tx: Transaction,
  context: Context,
  action: string,
  before: Row | null,
  apiKey: string | null,
): Promise<void> {
  await recordAudit(
    tx,
    context,
    action,
    `tenant:${context.tenant.publicId}`,
    before && { apiKey: before.api_key },
    apiKey === null ? null : { apiKey },
  );
  await announceCredentialChange(tx);
}
