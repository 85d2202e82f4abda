export * as attendanceJobs from "./jobs.ts";
export { livekitWebhookRoute } from "./livekit-webhook.ts";
export { attendanceRoutes } from "./routes.ts";
