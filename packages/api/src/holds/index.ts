export * as holdJobs from "./jobs.ts";
export { moveHolds, moverFor, moverOf, releaseWhatIsLeft } from "./move-holds.ts";
export { holdRoutes } from "./routes.ts";
