import type { Input } from "../api.ts";
import type * as contract from "../contract/webhooks.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class WebhookEndpoints extends Resource {
  /**
   * Adds an address of your server that is told of events, all or those of some types, from now on. `secret` is for
   * {@link verifyWebhook}, and in this answer only. Errors: `webhookEndpoint.url_refused`, `webhookEndpoint.too_many`.
   *
   * @example
   * const { secret } = await bursar.webhookEndpoints.create({
   *   url: "https://academy.example/bursar-webhooks",
   *   eventTypes: ["enrollment.created"],
   * });
   */
  create(
    input: Input<typeof contract.createWebhookEndpoint>,
    options?: RequestOptions,
  ): Promise<contract.NewWebhookEndpoint> {
    return this.api.post<typeof contract.createWebhookEndpoint>(path`/v1/webhook-endpoints`, input, options);
  }

  /** All endpoints, newest first; never their secrets. */
  list(options?: RequestOptions): Promise<{ data: contract.WebhookEndpoint[] }> {
    return this.api.get<typeof contract.listWebhookEndpoints>(path`/v1/webhook-endpoints`, options);
  }

  /** Retrieves an endpoint. Errors: `webhookEndpoint.not_found`. */
  retrieve(id: string, options?: RequestOptions): Promise<contract.WebhookEndpoint> {
    return this.api.get<typeof contract.retrieveWebhookEndpoint>(path`/v1/webhook-endpoints/${id}`, options);
  }

  /**
   * Changes an endpoint; a missing field keeps its value. Enabled again, it is told of what it has missed, too. Errors:
   * `webhookEndpoint.not_found`, `webhookEndpoint.url_refused`.
   */
  update(
    id: string,
    input: Input<typeof contract.updateWebhookEndpoint>,
    options?: RequestOptions,
  ): Promise<contract.WebhookEndpoint> {
    return this.api.patch<typeof contract.updateWebhookEndpoint>(path`/v1/webhook-endpoints/${id}`, input, options);
  }

  /** Deletes an endpoint with its secrets: nothing more is sent to it. Answers what it was. Errors: `webhookEndpoint.not_found`. */
  delete(id: string, options?: RequestOptions): Promise<contract.WebhookEndpoint> {
    return this.api.delete<typeof contract.deleteWebhookEndpoint>(path`/v1/webhook-endpoints/${id}`, options);
  }

  /**
   * Makes a new `secret`, in this answer only. Earlier ones sign along for `overlapSeconds`, a day by default. Errors:
   * `webhookEndpoint.not_found`.
   */
  rotateSecret(
    id: string,
    input: Input<typeof contract.rotateWebhookSecret> = {},
    options?: RequestOptions,
  ): Promise<contract.NewWebhookEndpoint> {
    return this.api.post<typeof contract.rotateWebhookSecret>(
      path`/v1/webhook-endpoints/${id}/rotate-secret`,
      input,
      options,
    );
  }

  /**
   * Sends what has happened since an instant again: what was not taken, or all of it. Errors: `webhookEndpoint.not_found`,
   * `webhookEndpoint.disabled`.
   */
  replay(
    id: string,
    input: Input<typeof contract.replayWebhooks>,
    options?: RequestOptions,
  ): Promise<contract.WebhookEndpoint> {
    return this.api.post<typeof contract.replayWebhooks>(path`/v1/webhook-endpoints/${id}/replay`, input, options);
  }

  /**
   * Sends an event `webhook_endpoint.ping`; `webhookDeliveries.list` tells how it went. Errors:
   * `webhookEndpoint.not_found`, `webhookEndpoint.disabled`.
   */
  test(id: string, options?: RequestOptions): Promise<contract.WebhookDelivery> {
    return this.api.post<typeof contract.testWebhookEndpoint>(
      path`/v1/webhook-endpoints/${id}/test`,
      undefined,
      options,
    );
  }
}
