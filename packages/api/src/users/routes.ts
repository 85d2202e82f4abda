import { users } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { decodeCursor, pageOf } from "../platform/cursor.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import { createUserToken } from "./create-user-token.ts";
import { createUserIfMissing } from "./ensure-user.ts";
import { selectOptionalUser, selectUsersWithBalances } from "./queries.ts";
import { upsertUser } from "./upsert-user.ts";

export function userRoutes(api: Api, decryptionKeys: readonly Uint8Array[]): void {
  api.on(users.upsertUser, (context, { params, body }) => upsertUser(context, params.user, body));

  api.on(users.retrieveUser, async (context, { params }) => {
    const [user] = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectUsersWithBalances(tx, context.tenant.id, {
        id: params.user,
        aboveId: null,
        limit: 1,
        now: context.clock.now(),
      }),
    );
    if (!user) throw new ProblemError("user.not_found", {});
    return user;
  });

  api.on(users.listUsers, async (context, { query }) => {
    const [aboveId] = decodeCursor("users", query.cursor, ["string"]) ?? [null];
    const rows = await asTenant(context.sql, context.tenant.id, (tx) =>
      selectUsersWithBalances(tx, context.tenant.id, {
        search: query.search,
        aboveId,
        limit: query.limit + 1,
        now: context.clock.now(),
      }),
    );
    return pageOf(
      "users",
      rows,
      query.limit,
      (user) => user,
      (user) => [user.id],
    );
  });

  api.on(users.retrieveMe, async (context) => {
    if (context.actor.kind !== "user") throw new ProblemError("auth.forbidden", { needs: "a user token" });
    const { id, roles } = context.actor;
    const find = () => asTenant(context.sql, context.tenant.id, (tx) => selectOptionalUser(tx, context.tenant.id, id));
    let user = await find();
    if (!user) {
      await createUserIfMissing(context, id);
      user = await find();
    }
    if (!user) throw new ProblemError("user.not_found", {});
    return { ...user, roles: [...roles] };
  });

  api.on(users.createUserToken, (context, { body }) => createUserToken(context, decryptionKeys, body));
}
