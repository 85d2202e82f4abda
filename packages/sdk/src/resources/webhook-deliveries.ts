import type { Filter } from "../api.ts";
import type * as contract from "../contract/webhooks.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class WebhookDeliveries extends Resource {
  /**
   * What was sent to an endpoint in the last 30 days, newest event first, with its attempts. Errors:
   * `webhookEndpoint.not_found`, `cursor.invalid`.
   *
   * @example
   * for await (const { id, attempts } of bursar.webhookDeliveries.list({ endpoint, status: "failed" })) {
   *   console.log(id, attempts[0]?.status ?? attempts[0]?.error);
   * }
   */
  list(
    { endpoint, ...filter }: { endpoint: string } & Filter<typeof contract.listWebhookDeliveries>,
    options?: RequestOptions,
  ): PageList<contract.WebhookDelivery> {
    return this.api.list<typeof contract.listWebhookDeliveries>(
      path`/v1/webhook-endpoints/${endpoint}/deliveries`,
      filter,
      options,
    );
  }

  /**
   * Sends one event again, whether or not it was taken before. `id` is what the receiver sees as `webhook-id`. Errors:
   * `webhookEndpoint.not_found`, `webhookEndpoint.disabled`, `webhookDelivery.not_found`.
   */
  retry(
    { endpoint, id }: { endpoint: string; id: string },
    options?: RequestOptions,
  ): Promise<contract.WebhookDelivery> {
    return this.api.post<typeof contract.retryWebhookDelivery>(
      path`/v1/webhook-endpoints/${endpoint}/deliveries/${id}/retry`,
      undefined,
      options,
    );
  }
}
