import * as z from "zod";
import { everyRole, operation, Role } from "./operation.ts";
import { listQuery, Metadata, page, Timestamp, text, UserId } from "./primitives.ts";
import { Balance } from "./wallets.ts";

export const User = z
  .object({
    id: UserId,
    name: z.string().nullable(),
    email: z.string().nullable(),
    locale: z.string().nullable(),
    referrer: UserId.nullable().meta({
      description: "Who brought them here: has a share of what they pay where the split plan says so.",
    }),
    metadata: Metadata,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "User", description: "An end user of the host site." });
export type User = z.output<typeof User>;

export const UserWithBalances = User.extend({ balances: z.array(Balance) }).meta({ id: "UserWithBalances" });
export type UserWithBalances = z.output<typeof UserWithBalances>;

export const UserInput = z
  .strictObject({
    name: text(200).nullable().optional(),
    email: text(320).nullable().optional(),
    locale: z
      .string()
      .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, "must be a BCP 47 tag")
      .nullable()
      .optional(),
    referrer: UserId.nullable().optional(),
    metadata: Metadata.optional(),
  })
  .meta({ id: "UserInput", description: "A missing field keeps its value; null clears it." });

const params = z.strictObject({ user: UserId });

export const upsertUser = operation({
  id: "users.upsert",
  method: "put",
  path: "/v1/users/{user}",
  summary: "Create or update a user",
  description: "Under the host's own id. A new user gets the tenant's sign-up credit, once for ever.",
  access: { scope: "users:write" },
  params,
  body: UserInput,
  response: User,
});

export const retrieveUser = operation({
  id: "users.retrieve",
  method: "get",
  path: "/v1/users/{user}",
  summary: "Retrieve a user with balances",
  access: { scope: "users:read", roles: ["admin"] },
  params,
  response: UserWithBalances,
  problems: ["user.not_found"],
});

export const listUsers = operation({
  id: "users.list",
  method: "get",
  path: "/v1/users",
  summary: "List or search users with balances",
  description: "In the order of their ids. `search` finds a part of id, name or email.",
  access: { scope: "users:read", roles: ["admin"] },
  query: listQuery.extend({ search: text(200).min(1).optional().meta({ example: "amina" }) }),
  response: page("UserWithBalances", UserWithBalances),
  problems: ["cursor.invalid"],
});

export const Me = User.extend({ roles: z.array(Role) }).meta({ id: "Me" });
export type Me = z.output<typeof Me>;

export const retrieveMe = operation({
  id: "me.retrieve",
  method: "get",
  path: "/v1/me",
  summary: "Who the user token names",
  access: { roles: everyRole },
  response: Me,
});

export const UserToken = z
  .object({ token: z.string(), expiresAt: Timestamp })
  .meta({ id: "UserToken", description: "A short-lived token for the browser of one user." });
export type UserToken = z.output<typeof UserToken>;

export const createUserToken = operation({
  id: "userTokens.create",
  method: "post",
  path: "/v1/user-tokens",
  summary: "Mint a user token",
  description:
    "For backends that can't sign one themselves, for any user with any role. The SDK's `createUserToken` does it without a request.",
  access: { scope: "tokens:write" },
  body: z
    .strictObject({
      user: UserId,
      roles: z.array(Role).min(1).max(4).default(["learner"]),
      expiresInSeconds: z.int().min(60).max(3600).default(900),
    })
    .meta({ id: "UserTokenInput" }),
  response: UserToken,
  problems: ["tokenSecret.missing"],
  status: 201,
});
