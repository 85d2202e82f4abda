export * as enrollmentJobs from "./jobs.ts";
export { enrollmentRoutes } from "./routes.ts";
