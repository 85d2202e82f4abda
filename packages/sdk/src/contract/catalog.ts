import * as z from "zod";
import { everyRole, operation } from "./operation.ts";
import { Amount, Currency, Digits, listQuery, Metadata, OfferingId, page, Timestamp, text, url } from "./primitives.ts";

export const OfferingKind = z.enum(["course", "session", "membership"]).meta({ id: "OfferingKind" });

export const Price = z
  .object({
    currency: Currency,
    digits: Digits,
    amount: Amount,
    version: z.int().min(1),
  })
  .meta({ id: "Price", description: "What an offering costs in one currency." });
export type Price = z.output<typeof Price>;

export const Offering = z
  .object({
    id: OfferingId,
    kind: OfferingKind,
    title: z.string(),
    description: z.string().nullable(),
    url: z.string().nullable(),
    available: z.boolean().meta({ description: "Open for enrollment." }),
    accessDays: z.int().nullable().meta({ description: "How long access lasts from enrollment; null is for ever." }),
    prices: z.array(Price).meta({ description: "None: free." }),
    metadata: Metadata,
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Offering", description: "Anything one can be enrolled in." });
export type Offering = z.output<typeof Offering>;

const params = z.strictObject({ offering: OfferingId });

export const upsertOffering = operation({
  id: "offerings.upsert",
  method: "put",
  path: "/v1/offerings/{offering}",
  summary: "Create or update an offering with its prices",
  description:
    "Under the host's own id. A missing field keeps its value; `prices`, when sent, are all there are, and a changed amount makes a new version.",
  access: { scope: "catalog:write" },
  params,
  body: z
    .strictObject({
      kind: OfferingKind.optional(),
      title: text(300).min(1).optional(),
      description: text(5000).nullable().optional(),
      url: url(/^https?$/, 1000)
        .nullable()
        .optional(),
      available: z.boolean().optional(),
      accessDays: z.int().min(1).max(36_500).nullable().optional(),
      prices: z
        .array(z.strictObject({ currency: Currency, amount: Amount }))
        .max(20)
        .refine(
          (prices) => new Set(prices.map((price) => price.currency)).size === prices.length,
          "names a currency twice",
        )
        .optional(),
      metadata: Metadata.optional(),
    })
    .meta({
      id: "OfferingInput",
      example: { kind: "course", title: "DOT HAZMAT", prices: [{ currency: "UNIT", amount: 50 }] },
    }),
  response: Offering,
  problems: ["currency.not_found"],
});

export const retrieveOffering = operation({
  id: "offerings.retrieve",
  method: "get",
  path: "/v1/offerings/{offering}",
  summary: "Retrieve an offering",
  access: { scope: "catalog:read", roles: everyRole },
  params,
  response: Offering,
  problems: ["offering.not_found"],
});

export const listOfferings = operation({
  id: "offerings.list",
  method: "get",
  path: "/v1/offerings",
  summary: "List offerings",
  description: "In the order of their ids.",
  access: { scope: "catalog:read", roles: everyRole },
  query: listQuery.extend({ kind: OfferingKind.optional() }),
  response: page("Offering", Offering),
  problems: ["cursor.invalid"],
});
