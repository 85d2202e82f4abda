export { ensureUser } from "./ensure-user.ts";
export { userRoutes } from "./routes.ts";
