export { createHub, type Hub } from "./hub.ts";
export * as eventJobs from "./jobs.ts";
export { eventRoutes } from "./routes.ts";
export { createStreams, type Streams } from "./streams.ts";
