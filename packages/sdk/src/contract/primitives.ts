import * as z from "zod";

// Control characters break logs and databases, lone surrogates break UTF-8, and bidirectional controls make one id look
// like another. Printable text of any script is welcome.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unstorable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// URL parsers remove these segments, even when they are percent-encoded: such an id would address another resource.
const dotSegment = /(^|[/\\])\.{1,2}([/\\]|$)/;

/** An id that the host site chose: 1 to 255 printable characters of any script. */
export const HostId = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => id.isWellFormed() && !unprintable.test(id), "must be printable text without control characters")
  .refine((id) => id.trim() === id, "must not begin or end with white space")
  .refine((id) => !dotSegment.test(id), 'must not have "." or ".." as a path segment')
  .meta({ id: "HostId", description: "An id that the host site chose.", example: "amina@example.com" });

export const UserId = HostId.meta({ id: "UserId", description: "The host's own id of a user.", example: "42" });
export const OfferingId = HostId.meta({
  id: "OfferingId",
  description: "The host's own id of an offering.",
  example: "dot-hazmat",
});

/** Text for people: any script, line breaks allowed. */
export const text = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine((value) => value.isWellFormed() && !unstorable.test(value), "must be well-formed text");

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const breaksLine = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** Text of one line: what is printed in lists, where more would pass for another row. */
export const line = (lengthMax: number) =>
  text(lengthMax).refine((value) => !breaksLine.test(value), "must be one line of text");

/** A web address: text that is one, and nothing that a URL parser would have to put right. */
export const url = (protocol: RegExp, lengthMax: number) =>
  z
    .url({ protocol })
    .max(lengthMax)
    .refine((value) => value.isWellFormed() && !unprintable.test(value), "must be printable text");

/** A typed id of a record born in Bursar, such as `txn_01jd…`. */
export const typedId = (prefix: string, name: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an id that begins with ${prefix}_`)
    .meta({ id: `${name}Id`, example: `${prefix}_01jd3f6q8reg5tm2y0v9k4wxab` });

export const Currency = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,15}$/, "must be an ISO 4217 code or one of the tenant's own, in capitals")
  .meta({ id: "Currency", description: "ISO 4217, or one of the tenant's own.", example: "UNIT" });

/** Digits after the point: 2 for EUR, 0 for JPY and for most units. */
export const Digits = z
  .int()
  .min(0)
  .max(8)
  .meta({ id: "Digits", description: "Minor digits: amounts are integers of 10^-digits.", example: 0 });

// Sums of many amounts must stay exact in JavaScript too, so a single amount stays far below 2^53.
const amountMax = 1_000_000_000_000_000;

/** Above zero, in minor units. */
export const Amount = z
  .int()
  .min(1)
  .max(amountMax)
  .meta({ id: "Amount", description: "Minor units, above zero.", example: 50 });

/** Either sign, in minor units. */
export const SignedAmount = z
  .int()
  .min(-Number.MAX_SAFE_INTEGER)
  .max(Number.MAX_SAFE_INTEGER)
  .meta({ id: "SignedAmount", description: "Minor units; what is taken is below zero.", example: -50 });

// The years that the database and RFC 3339 both know; less one, since a day ends where the next begins.
const isInCalendar = (value: string): boolean => /^(?!0000|9999)\d{4}-/.test(value);
/** Whatever offset it came with: the same instant, written the one way that answers have it. */
const inUtc = (instant: string): string => {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : date.toISOString();
};

export const Timestamp = z.iso
  .datetime({ offset: true })
  .overwrite(inUtc)
  .refine(isInCalendar, "must lie between the years 1 and 9998")
  .meta({ id: "Timestamp", description: "RFC 3339; answers are in UTC.", example: "2026-11-20T09:30:00.000Z" });

export const LocalDate = z.iso
  .date()
  .refine(isInCalendar, "must lie between the years 1 and 9998")
  .meta({ id: "LocalDate", description: "A day in the tenant's time zone.", example: "2027-03-31" });

export const Origin = z
  .string()
  .max(255)
  .regex(
    /^https?:\/\/(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
    "must be an origin such as https://academy.example, without a path; *. may stand for any subdomain",
  )
  .meta({
    id: "Origin",
    description:
      "A site that may use a publishable key. `https://*.example.com` covers each subdomain, not the domain itself.",
    example: "https://academy.example",
  });

const facts = z
  .record(z.string().min(1).max(64), z.union([text(500), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 50, "must have at most 50 keys")
  .refine(
    (value) => Object.keys(value).every((key) => key.isWellFormed() && !unprintable.test(key)),
    "has an unprintable key",
  );

/** Facts of the host's own, kept and returned as they are. */
export const Metadata = z
  .preprocess((value: z.input<typeof facts>, context) => {
    // A record drops this key without a word, so it is refused before the record sees it.
    if (Object.hasOwn(Object(value), "__proto__")) {
      context.addIssue({ code: "custom", path: ["__proto__"], message: "is not a key that can be kept" });
    }
    return value;
  }, facts)
  .meta({ id: "Metadata", description: "Facts of the host's own: at most 50 keys.", example: { campaign: "spring" } });

/** What any list takes: how many, and where to go on. */
export const listQuery = z.strictObject({
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(100))
    .default(20)
    .meta({ description: "How many at most.", example: 20, type: "integer", minimum: 1, maximum: 100 }),
  // An id of 255 letters of any script, encoded.
  cursor: z.string().max(2000).optional().meta({ description: "`page.nextCursor` of the page before." }),
});

export const page = <T extends z.ZodType>(name: string, item: T) =>
  z
    .object({
      data: z.array(item),
      page: z.object({
        nextCursor: z.string().nullable().meta({ description: "Null on the last page." }),
      }),
    })
    .meta({ id: `${name}Page` });
