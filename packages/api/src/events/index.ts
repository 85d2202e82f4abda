export { createHub, type Hub } from "./hub.ts";
export * as eventJobs from "./jobs.ts";
export {
  type PlacedEvent,
  type Position,
  selectEnd,
  selectEventsAfter,
  selectIsHeldBack,
  selectPositionOf,
} from "./queries.ts";
export { eventRoutes } from "./routes.ts";
export { createStreams, type Streams } from "./streams.ts";
