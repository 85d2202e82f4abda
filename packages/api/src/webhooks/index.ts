export { createDeliverer, type Deliverer } from "./deliverer.ts";
export { clearWebhookDeliveries } from "./jobs.ts";
export { reencryptWebhookSecrets } from "./reencrypt-webhook-secrets.ts";
export { webhookRoutes } from "./routes.ts";
export { createSender } from "./send.ts";
