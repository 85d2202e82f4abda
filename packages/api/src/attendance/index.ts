export * as attendanceJobs from "./jobs.ts";
export { livekitWebhookRoute } from "./livekit-webhook.ts";
export { reencryptLivekitSecret } from "./reencrypt-livekit-secret.ts";
export { attendanceRoutes } from "./routes.ts";
