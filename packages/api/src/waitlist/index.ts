export * as waitlistJobs from "./jobs.ts";
export { promoteWaitlists } from "./promote-waitlists.ts";
export { endEntry, lockPlaces } from "./queries.ts";
export { waitlistRoutes } from "./routes.ts";
