import * as z from "zod";
import { operation, Scope } from "./operation.ts";
import { Amount, Currency, line, Origin, Timestamp, text, typedId, url } from "./primitives.ts";

export const RefundDestination = z.enum(["lots", "credit"]).meta({
  id: "RefundDestination",
  description: "Back to the very lots that paid, or as credit that can only be spent.",
});
const Percent = z.int().min(0).max(100);
const PayoutLimit = z.strictObject({ currency: Currency, amount: Amount }).meta({ id: "PayoutLimit" });

// What is sent must be known to the last field; what is stored may have been written by another version.
const settingsWith = (object: typeof z.object) => ({
  timezone: z.string().meta({ description: "IANA name; days begin and end there.", example: "Africa/Cairo" }),
  signUpCredit: object({ currency: Currency, amount: Amount, expiresInDays: z.int().min(1).max(3650).nullable() })
    .nullable()
    .meta({ description: "Promotional credit for each new user, once for ever." }),
  refundToExpiredLot: z
    .discriminatedUnion("policy", [
      object({ policy: z.literal("reissue"), graceDays: z.int().min(1).max(365) }),
      object({ policy: z.literal("forfeit") }),
    ])
    .meta({ description: "What a refund does whose credit has expired meanwhile." }),
  attendedPercent: z
    .int()
    .min(1)
    .max(100)
    .meta({ description: "From which share of a session's time on it counts as attended." }),
  identityProvider: object({
    jwksUrl: url(/^https$/, 500),
    issuer: text(500).min(1),
    audience: text(500).min(1),
    rolesClaim: text(100).min(1).default("roles"),
  })
    .nullable()
    .meta({ description: "Accept your identity provider's tokens as user tokens." }),
  cancellation: object({
    from: z.enum(["purchase", "start", "later"]).meta({
      description: "From when the time runs: the purchase, the offering's start, or the later of both.",
    }),
    hours: z.int().min(-8760).max(87_600).meta({
      description: "How long money is paid back from then on, to the millisecond; below zero ends before the start.",
    }),
    percent: z.int().min(0).max(100).meta({ description: "How much of what was not delivered yet." }),
    destinations: z
      .array(RefundDestination)
      .min(1)
      .max(2)
      .meta({ description: "Where refunds may go; the first is the usual one." }),
  }).meta({ description: "Until when, and how much, a learner gets back who cancels." }),
  release: object({
    disputeHours: z
      .int()
      .min(0)
      .max(8760)
      .meta({ description: "How long after a session learners may dispute it; then its money is released." }),
    maturityDays: z.int().min(0).max(365).meta({ description: "How long what was released can't be withdrawn yet." }),
    attendance: z
      .discriminatedUnion("mode", [
        object({ mode: z.literal("ignore") }),
        object({ mode: z.literal("decide") }),
        object({
          mode: z.literal("table"),
          steps: z
            .array(object({ attendedPercent: Percent, releasedPercent: Percent }))
            .min(1)
            .max(20),
        }),
      ])
      .meta({
        description:
          "What a learner's attendance does to the payee's money: nothing; it waits for a decision where it was missed; or a table, whose highest step that was reached says how much is released. The rest goes back.",
      }),
    unknownPresence: z.enum(["release", "decide"]).meta({
      description: "What happens after a session of which nobody has reported any attendance.",
    }),
  }).meta({ description: "When money in escrow goes on to the payee." }),
  disputeLimit: object({
    days: z.int().min(1).max(3650).meta({ description: "So long after it came into dispute." }),
    warningDays: z.int().min(1).max(365).meta({
      description: "How long before that `hold.decision_due` warns. Nothing goes back sooner after a warning.",
    }),
  })
    .nullable()
    .meta({
      description:
        "When a hold that is in dispute goes back to its learner, if nobody decides it; null lets it wait for as long as it takes.",
    }),
  payouts: object({
    minimum: z.array(PayoutLimit).max(20).meta({ description: "The least that is paid out, by currency." }),
    approvalAbove: z.array(PayoutLimit).max(20).meta({
      description: "Above this, somebody else than who asked must approve; a currency without one never needs it.",
    }),
  }).meta({ description: "How payees withdraw." }),
  waitlist: object({
    open: z
      .boolean()
      .meta({ description: "Whether users can begin to wait. Those who wait already go on, and are offered places." }),
    offerHours: z
      .int()
      .min(1)
      .max(8760)
      .meta({ description: "How long a place is kept for whoever it is offered to." }),
  }).meta({ description: "What becomes of places that get free while somebody waits." }),
});

export const TenantSettings = z.object(settingsWith(z.object)).meta({ id: "TenantSettings" });
export type TenantSettings = z.output<typeof TenantSettings>;

export const defaultSettings: TenantSettings = {
  timezone: "UTC",
  signUpCredit: null,
  refundToExpiredLot: { policy: "reissue", graceDays: 30 },
  attendedPercent: 50,
  identityProvider: null,
  cancellation: { from: "later", hours: 14 * 24, percent: 100, destinations: ["lots"] },
  release: { disputeHours: 48, maturityDays: 7, attendance: { mode: "ignore" }, unknownPresence: "release" },
  disputeLimit: null,
  payouts: { minimum: [], approvalAbove: [] },
  waitlist: { open: true, offerHours: 24 },
};

export const TenantName = line(200).min(1);

export const Tenant = z
  .object({
    id: typedId("ten", "Tenant"),
    name: z.string(),
    mode: z.enum(["test", "live"]),
    settings: TenantSettings,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Tenant", description: "One host site in one mode." });
export type Tenant = z.output<typeof Tenant>;

export const retrieveTenant = operation({
  id: "tenant.retrieve",
  method: "get",
  path: "/v1/tenant",
  summary: "The tenant and its settings",
  access: { scope: "settings:read", roles: ["admin"] },
  response: Tenant,
});

const { timezone, ...otherSettings } = settingsWith(z.strictObject as unknown as typeof z.object);
const strictSettings = { ...otherSettings, timezone: timezone.refine(isTimezone, "must be an IANA time zone") };

export const updateTenant = operation({
  id: "tenant.update",
  method: "patch",
  path: "/v1/tenant",
  summary: "Change settings",
  description: "A missing setting keeps its value.",
  access: { scope: "settings:write" },
  body: z
    .strictObject({
      name: TenantName.optional(),
      settings: z.strictObject(strictSettings).partial().optional(),
    })
    .meta({ id: "TenantInput" }),
  response: Tenant,
  problems: ["currency.not_found"],
});

function isTimezone(name: string): boolean {
  // Intl takes bare offsets too, whose sign others read the other way round.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const KeyId = typedId("key", "Key");

export const Key = z
  .object({
    id: KeyId,
    kind: z.enum(["secret", "publishable"]),
    name: z.string(),
    hint: z.string().meta({ description: "Enough to recognise the key by.", example: "sk_test_…x3Qa" }),
    scopes: z.array(Scope).meta({ description: "Of a secret key; empty means everything." }),
    origins: z.array(Origin).meta({ description: "Sites that may use a publishable key." }),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: "Key" });
export type Key = z.output<typeof Key>;

export const NewKey = Key.extend({
  key: z.string().meta({ description: "The key itself: shown this once, stored as a hash." }),
}).meta({ id: "NewKey" });
export type NewKey = z.output<typeof NewKey>;

export const listKeys = operation({
  id: "keys.list",
  method: "get",
  path: "/v1/keys",
  summary: "All keys, revoked ones included",
  access: { scope: "settings:read" },
  response: z.object({ data: z.array(Key) }).meta({ id: "KeyList" }),
});

export const createKey = operation({
  id: "keys.create",
  method: "post",
  path: "/v1/keys",
  summary: "Create a key",
  description: "A secret key never has more scopes than the key that creates it.",
  access: { scope: "settings:write" },
  body: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("secret"),
        name: text(100).min(1),
        scopes: z.array(Scope).max(Scope.options.length).default([]),
      }),
      z.strictObject({
        kind: z.literal("publishable"),
        name: text(100).min(1),
        origins: z.array(Origin).min(1).max(50),
      }),
    ])
    .meta({ id: "KeyInput" }),
  response: NewKey,
  status: 201,
});

const params = z.strictObject({ key: KeyId });

export const updateKey = operation({
  id: "keys.update",
  method: "patch",
  path: "/v1/keys/{key}",
  summary: "Change a publishable key's origins",
  access: { scope: "settings:write" },
  params,
  body: z.strictObject({ origins: z.array(Origin).min(1).max(50) }).meta({ id: "KeyOriginsInput" }),
  response: Key,
  problems: ["key.not_found"],
});

export const rotateKey = operation({
  id: "keys.rotate",
  method: "post",
  path: "/v1/keys/{key}/rotate",
  summary: "Replace a key",
  description: "The old one works on for the overlap, so that servers can be changed one after the other.",
  access: { scope: "settings:write" },
  params,
  body: z.strictObject({ overlapSeconds: z.int().min(0).max(2_592_000).default(86_400) }).meta({ id: "RotationInput" }),
  response: NewKey,
  status: 201,
  problems: ["key.not_found"],
});

export const revokeKey = operation({
  id: "keys.revoke",
  method: "delete",
  path: "/v1/keys/{key}",
  summary: "Revoke a key at once",
  access: { scope: "settings:write" },
  params,
  response: Key,
  problems: ["key.not_found", "key.last_one"],
});

export const NewTokenSecret = z
  .object({
    secret: z.string().meta({ description: "For `createUserToken`: shown this once.", example: "uts_…" }),
    createdAt: Timestamp,
  })
  .meta({ id: "NewTokenSecret" });
export type NewTokenSecret = z.output<typeof NewTokenSecret>;

export const rotateTokenSecret = operation({
  id: "tokenSecrets.rotate",
  method: "post",
  path: "/v1/token-secrets",
  summary: "Create a new secret for user tokens",
  description:
    "Earlier secrets are accepted until the overlap has passed. Whoever has one can sign for any user with any role.",
  access: { scope: "settings:write" },
  body: z
    .strictObject({ overlapSeconds: z.int().min(0).max(2_592_000).default(86_400) })
    .meta({ id: "TokenSecretInput" }),
  response: NewTokenSecret,
  status: 201,
});
