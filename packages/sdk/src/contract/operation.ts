import * as z from "zod";
import { UserId } from "./primitives.ts";
import type { ProblemCode } from "./problems.ts";

/** What a secret key may be allowed to do. A key without scopes may do everything. */
export const Scope = z
  .enum([
    "users:read",
    "users:write",
    "wallets:read",
    "wallets:write",
    "catalog:read",
    "catalog:write",
    "enrollments:read",
    "enrollments:write",
    "payouts:read",
    "payouts:write",
    "attendance:read",
    "attendance:write",
    "events:read",
    "audit:read",
    "ledger:verify",
    "settings:read",
    "settings:write",
    "tokens:write",
    "webhooks:read",
    "webhooks:write",
  ])
  .meta({
    id: "Scope",
    description:
      "What a secret key may do. `settings:write` and `tokens:write` amount to admin power, since they can mint tokens for an admin; `wallets:write` and `payouts:write` move money; `webhooks:write` has all events sent to an address of one's choice.",
  });
export type Scope = z.infer<typeof Scope>;

/** What a user is on the host site, as its server states it in the user token. */
export const Role = z
  .enum(["learner", "instructor", "manager", "admin"])
  .meta({ id: "Role", description: "What a user is on the host site." });
export type Role = z.infer<typeof Role>;

export const everyRole: readonly Role[] = Role.options;

/** Who may call an operation: secret keys with the scope, user tokens with one of the roles, or (with neither) anyone. */
export interface Access {
  scope?: Scope;
  roles?: readonly Role[];
}

type Fields = z.ZodObject;

/** One operation of the API: the single source of its route, validation, documentation and types. */
export interface Operation<
  Params extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** `resource.verb`; the operationId of the API description. */
  id: string;
  method: "get" | "post" | "put" | "patch" | "delete";
  /** With `{parameters}` in braces. */
  path: string;
  summary: string;
  description?: string;
  access: Access;
  params: Params;
  query: Query;
  body: Body;
  response: Response;
  status: 200 | 201 | 204;
  /** What it may answer beyond the problems that every operation can. */
  problems: readonly ProblemCode[];
  /** Requires an `Idempotency-Key`: it moves money, XP, seats or access. */
  idempotent: boolean;
}

const none = z.strictObject({});
type None = typeof none;
/** For operations without a body or without a response. */
export const nothing = z.undefined();
type Nothing = typeof nothing;

interface Definition<P, Q, B, R> {
  id: string;
  method: Operation["method"];
  path: string;
  summary: string;
  description?: string;
  access: Access;
  params?: P;
  query?: Q;
  body?: B;
  response?: R;
  status?: Operation["status"];
  problems?: readonly ProblemCode[];
  idempotent?: boolean;
}

export function operation<
  P extends Fields = None,
  Q extends Fields = None,
  B extends z.ZodType = Nothing,
  R extends z.ZodType = Nothing,
>(definition: Definition<P, Q, B, R>): Operation<P, Q, B, R> {
  return {
    problems: [],
    idempotent: false,
    ...definition,
    params: definition.params ?? (none as unknown as P),
    query: definition.query ?? (none as unknown as Q),
    body: definition.body ?? (nothing as unknown as B),
    response: definition.response ?? (nothing as unknown as R),
    status: definition.status ?? (definition.response ? 200 : 204),
  };
}

export type Params<O> = O extends Operation<infer P, Fields, z.ZodType, z.ZodType> ? z.output<P> : never;
export type Query<O> = O extends Operation<Fields, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type Body<O> = O extends Operation<Fields, Fields, infer B, z.ZodType> ? z.output<B> : never;
export type Result<O> = O extends Operation<Fields, Fields, z.ZodType, infer R> ? z.output<R> : never;

/** The same operation twice: for whoever the user token names (`/v1/me/…`), and by id for secret keys and admins. */
export interface PerUser<P extends Fields, Q extends Fields, B extends z.ZodType, R extends z.ZodType> {
  mine: Operation<P, Q, B, R>;
  byUser: Operation<Fields, Q, B, R>;
}

const User = z.strictObject({ user: UserId });

export function perUser<
  P extends Fields = None,
  Q extends Fields = None,
  B extends z.ZodType = Nothing,
  R extends z.ZodType = Nothing,
>(
  definition: Omit<Definition<P, Q, B, R>, "access"> & {
    scope: Scope;
    /** True where "nothing" is the answer for a user whom Bursar has not seen yet, instead of `user.not_found`. */
    answersForUnknownUsers?: boolean;
  },
): PerUser<P, Q, B, R> {
  const { scope, answersForUnknownUsers = false, ...shared } = definition;
  const mine = operation<P, Q, B, R>({
    ...shared,
    id: `me.${shared.id}`,
    path: `/v1/me${shared.path}`,
    summary: `${shared.summary} (the token's own user)`,
    access: { roles: everyRole },
  });
  return {
    mine,
    byUser: {
      ...mine,
      summary: shared.summary,
      id: `users.${shared.id}`,
      path: `/v1/users/{user}${shared.path}`,
      access: { scope, roles: ["admin"] },
      params: User.extend(mine.params.shape),
      problems: answersForUnknownUsers ? mine.problems : [...mine.problems, "user.not_found"],
    },
  };
}
