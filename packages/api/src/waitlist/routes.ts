import { waitlist } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { joinWaitlist } from "./join-waitlist.ts";
import { leaveWaitlist } from "./leave-waitlist.ts";
import { listWaitlist, listWaitlistOfOffering } from "./list-waitlist.ts";

export function waitlistRoutes(api: Api): void {
  api.onUser(waitlist.joinWaitlist, (context, user, { body }) => joinWaitlist(context, user, body.offering));
  api.onUser(waitlist.listWaitlist, (context, user, { query }) => listWaitlist(context, user, query));
  api.onUser(waitlist.leaveWaitlist, (context, user, { params }) => leaveWaitlist(context, user, params.offering));
  api.on(waitlist.listWaitlistOfOffering, (context, { params, query }) =>
    listWaitlistOfOffering(context, params.offering, query),
  );
}
