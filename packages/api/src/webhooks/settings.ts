import type { Context } from "../platform/context.ts";
import type { Environment } from "../platform/env.ts";
import { ProblemError } from "../platform/problem.ts";
import { refusalOfUrl, type TargetPolicy } from "./targets.ts";

export interface WebhookSettings extends TargetPolicy {
  encryptionKey: Uint8Array;
}

export const webhookSettings = (environment: Environment): WebhookSettings => ({
  encryptionKey: environment.BURSAR_ENCRYPTION_KEY,
  allowPrivate: environment.WEBHOOKS_ALLOW_PRIVATE,
});

/** Throws `webhookEndpoint.url_refused`. */
export function refuseUrl({ tenant }: Context, settings: WebhookSettings, url: string): void {
  const reason = refusalOfUrl(url, tenant.mode, settings);
  if (reason !== null) throw new ProblemError("webhookEndpoint.url_refused", { reason });
}
