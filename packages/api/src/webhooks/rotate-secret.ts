import type { Body, webhooks } from "@bursar/sdk/contract";
import { recordAudit } from "../platform/audit.ts";
import { encrypt } from "../platform/auth/encryption.ts";
import type { Context } from "../platform/context.ts";
import { asTenant, type Transaction } from "../platform/database.ts";
import { newUuid, uuidOf } from "../platform/ids.ts";
import { lockEndpoint, selectEndpoint, signingSecretsMax } from "./queries.ts";
import type { WebhookSettings } from "./settings.ts";
import { newSecret } from "./sign.ts";

interface EncryptedSecret {
  id: string;
  signature: webhooks.WebhookSignature;
  ciphertext: string;
  publicKey: string | null;
  shown: string;
}

export async function makeSecret(
  { clock }: Context,
  { encryptionKey }: WebhookSettings,
  signature: webhooks.WebhookSignature,
): Promise<EncryptedSecret> {
  const { bytes, publicKey, shown } = newSecret(signature);
  return { id: newUuid(clock), signature, ciphertext: await encrypt(bytes, encryptionKey), publicKey, shown };
}

export async function insertSecret(
  tx: Transaction,
  { tenant, clock }: Context,
  endpointId: string,
  { id, signature, ciphertext, publicKey }: EncryptedSecret,
): Promise<void> {
  await tx`
    insert into webhook_secrets (tenant_id, endpoint_id, id, signature, ciphertext, public_key, created_at)
    values (${tenant.id}, ${endpointId}, ${id}, ${signature}, ${ciphertext}, ${publicKey}, ${clock.now()})`;
}

/** A new secret for an endpoint. Earlier ones sign along until the overlap has passed; a rotation never lengthens that. */
export async function rotateSecret(
  context: Context,
  settings: WebhookSettings,
  endpoint: string,
  { overlapSeconds, signature }: Body<typeof webhooks.rotateWebhookSecret>,
): Promise<webhooks.NewWebhookEndpoint> {
  const { tenant, clock } = context;
  const id = uuidOf(endpoint);
  const now = clock.now();
  const retiresAt = new Date(now.getTime() + overlapSeconds * 1000);
  return asTenant(context.sql, tenant.id, async (tx) => {
    await lockEndpoint(tx, tenant.id, id);
    const before = await selectEndpoint(tx, tenant.id, now, id);
    const kind = signature ?? before.secrets[0]?.signature ?? "hmac-sha256";
    const secret = await makeSecret(context, settings, kind);
    await tx`
      update webhook_secrets set retires_at = ${retiresAt}
      where tenant_id = ${tenant.id} and endpoint_id = ${id} and (retires_at is null or retires_at > ${retiresAt})`;
    await insertSecret(tx, context, id, secret);
    // What signs no more is of no use to anyone but a thief.
    await tx`
      delete from webhook_secrets where tenant_id = ${tenant.id} and endpoint_id = ${id} and (
        retires_at <= ${now} or id not in (
          select id from webhook_secrets where tenant_id = ${tenant.id} and endpoint_id = ${id}
          order by id desc limit ${signingSecretsMax}))`;
    await recordAudit(tx, context, "webhook_secret.rotated", `webhook_endpoint:${endpoint}`, null, {
      overlapSeconds,
      signature: kind,
    });
    return { ...(await selectEndpoint(tx, tenant.id, now, id)), secret: secret.shown };
  });
}
