export { Bursar } from "./client.ts";
export type { BrowserOptions, BursarOptions, ServerOptions } from "./connect.ts";
export {
  AuthenticationError,
  BursarError,
  ConnectionError,
  type ErrorDetails,
  type Facts,
  type FieldError,
  InvalidRequestError,
  isBursarError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RefusedError,
  ServerError,
  TimeoutError,
} from "./errors.ts";
export type { EventStream, EventStreamOptions, StreamReset } from "./event-stream.ts";
export type { Page, PageList } from "./pagination.ts";
export type { IdempotentOptions, RequestOptions } from "./transport.ts";
export type * from "./types.ts";
export { createUserToken, type UserTokenInput } from "./user-token.ts";
export {
  type VerifyWebhookInput,
  verifyWebhook,
  type WebhookRefusal,
  WebhookVerificationError,
} from "./webhook.ts";
