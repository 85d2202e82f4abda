import {
  commonProblems,
  type Operation,
  operations,
  Problem,
  type ProblemCode,
  problemCodes,
  problems,
} from "@bursar/sdk/contract";
import * as z from "zod";

type Json = Record<string, unknown>;

/** The API's description, from the contract alone. */
export function describeApi(): object {
  const schemas = createSchemas();
  const paths: Record<string, Json> = {};
  for (const operation of operations.toSorted(byPath)) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation, schemas) };
  }
  schemas.of(Problem, "output");
  for (const code of problemCodes) schemas.named[problemName(code)] = problemSchema(code, schemas);
  return {
    openapi: "3.1.1",
    info: {
      title: "Bursar API",
      version: "1",
      description:
        "Sell, enroll, seat and reward the learners of any LMS site. Amounts are integers in minor units, beside a currency; errors are RFC 9457 problems with a stable `code`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(operations.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes,
      headers,
      responses: Object.fromEntries(commonProblems.map((code) => [responseName(code), problemResponse([code])])),
      schemas: Object.fromEntries(Object.entries(schemas.named).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

// The order in which a module's exports are listed depends on who has loaded it.
const byPath = (a: Operation, b: Operation): number =>
  a.path === b.path ? methods.indexOf(a.method) - methods.indexOf(b.method) : a.path < b.path ? -1 : 1;
const methods: Operation["method"][] = ["get", "post", "put", "patch", "delete"];

interface Schemas {
  /** Every schema that has a name, by it. */
  named: Record<string, unknown>;
  /** A schema as the description has it, where its named parts are references. */
  of(schema: z.ZodType, io: "input" | "output"): Json;
}

function createSchemas(): Schemas {
  const named: Record<string, unknown> = {};
  return {
    named,
    of(schema, io) {
      // Inside another, so that a schema with a name of its own becomes a reference, too.
      const whole = z.toJSONSchema(z.object({ schema }), { io, unrepresentable: "any", override: plain });
      const text = JSON.stringify(whole).replaceAll('"#/$defs/', '"#/components/schemas/');
      const { properties, $defs = {} } = JSON.parse(text) as { properties: { schema: Json }; $defs?: Json };
      for (const [name, definition] of Object.entries($defs)) {
        const known = named[name];
        if (known && JSON.stringify(known) !== JSON.stringify(definition))
          throw new Error(`Two schemas are called ${name}`);
        named[name] = definition;
      }
      return properties.schema;
    },
  };
}

function plain({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  // What a name stands for already says it better than a pattern of three lines.
  if (jsonSchema.format) delete jsonSchema.pattern;
  // Answers may get more fields: whoever reads them must not take that for a mistake.
  const { def } = zodSchema._zod;
  if (def.type === "object" && def.catchall === undefined) delete jsonSchema.additionalProperties;
}

const securitySchemes = {
  secretKey: {
    type: "http",
    scheme: "bearer",
    description: "A secret key, `sk_test_…` or `sk_live_…`: for servers only.",
  },
  userToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A user token that the host's server signed.",
  },
  publishableKey: {
    type: "apiKey",
    in: "query",
    name: "key",
    description: "`pk_test_…` or `pk_live_…`: names the site. Browsers send it beside the user token.",
  },
} as const;

const headers = {
  RequestId: { description: "Names this request in our logs.", schema: { type: "string" } },
  RetryAfter: { description: "Seconds after which it is worth trying again.", schema: { type: "integer" } },
  IdempotentReplayed: {
    description: "`true` when this is the stored outcome of an earlier request with the same key.",
    schema: { type: "string", const: "true" },
  },
  RateLimitLimit: { description: "Requests in a window.", schema: { type: "integer" } },
  RateLimitRemaining: { description: "Requests left in this window.", schema: { type: "integer" } },
  RateLimitReset: { description: "Seconds until the next window.", schema: { type: "integer" } },
} as const;

const headerRefs = (refs: Record<string, keyof typeof headers>) =>
  Object.fromEntries(Object.entries(refs).map(([name, header]) => [name, { $ref: `#/components/headers/${header}` }]));

const limitHeaders = {
  "RateLimit-Limit": "RateLimitLimit",
  "RateLimit-Remaining": "RateLimitRemaining",
  "RateLimit-Reset": "RateLimitReset",
} as const;

const tagOf = ({ id }: Operation): string => id.replace(/^(me|users)\.(?=.*\.)/, "").split(".")[0] ?? id;
const isStream = ({ id }: Operation): boolean => id.endsWith("stream");

function describe(operation: Operation, schemas: Schemas): Json {
  const hasBody = !(operation.body instanceof z.ZodUndefined);
  const body = () => ({
    required: true,
    content: { "application/json": { schema: schemas.of(operation.body, "input") } },
  });
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: describeAccess(operation),
    tags: [tagOf(operation)],
    security: [
      ...(operation.access.scope ? [{ secretKey: [] }] : []),
      ...(operation.access.roles ? [{ userToken: [] }, { userToken: [], publishableKey: [] }] : []),
    ],
    parameters: [
      ...parameters("path", operation.params, schemas),
      ...parameters("query", operation.query, schemas),
      ...parameters("header", requestHeaders(operation), schemas),
    ],
    ...(hasBody && { requestBody: body() }),
    responses: { ...describeSuccess(operation, schemas), ...describeProblems(operation, hasBody) },
  };
}

function parameters(place: "path" | "query" | "header", fields: z.ZodObject, schemas: Schemas): Json[] {
  return Object.entries(fields.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const { description, example, ...schema } = schemas.of(field, "input");
    const required = !field.safeParse(undefined).success;
    return {
      name,
      in: place,
      required,
      ...(description !== undefined && { description }),
      ...(example !== undefined && { example }),
      schema,
    };
  });
}

function requestHeaders(operation: Operation): z.ZodObject {
  if (operation.idempotent) {
    const key = z
      .string()
      .regex(/^[!-~]+$/)
      .max(255)
      .meta({
        description: "A new one per intent, the same one per retry: the outcome is stored, refusals included.",
        example: "5f0c1c1e-3a52-4e0e-9a6b-0d6d8e6c1a11",
      });
    return z.object({ "Idempotency-Key": key });
  }
  if (isStream(operation)) {
    const id = z.string().optional().meta({ description: "The `id` of the last event received: goes on after it." });
    return z.object({ "Last-Event-ID": id });
  }
  return z.object({});
}

function describeAccess({ description, access }: Operation): string {
  const who = [
    access.scope && `secret keys with \`${access.scope}\``,
    access.roles && (access.roles.length === 1 ? `user tokens with the role \`${access.roles[0]}\`` : "user tokens"),
  ].filter(Boolean);
  return [description, `For ${who.join(" and ")}.`].filter(Boolean).join("\n\n");
}

function describeSuccess(operation: Operation, schemas: Schemas): Json {
  const { status, response, idempotent } = operation;
  const description = idempotent ? "Done, now or when it was first asked." : "Done.";
  const replayed = idempotent ? ({ "Idempotent-Replayed": "IdempotentReplayed" } as const) : {};
  const described = { description, headers: headerRefs({ "X-Request-Id": "RequestId", ...limitHeaders, ...replayed }) };
  if (response instanceof z.ZodUndefined) return { [status]: described };
  const type = isStream(operation) ? "text/event-stream" : "application/json";
  return { [status]: { ...described, content: { [type]: { schema: schemas.of(response, "output") } } } };
}

/** Every code that the operation can answer, grouped by status. */
function describeProblems(operation: Operation, hasBody: boolean): Json {
  const { access, method, idempotent } = operation;
  const codes: ProblemCode[] = [
    ...commonProblems,
    "auth.forbidden",
    "auth.secret_key_in_browser",
    ...(access.roles ? (["auth.origin_not_allowed"] as const) : []),
    "request.invalid",
    ...(method === "get" ? [] : (["request.too_large"] as const)),
    ...(hasBody ? (["request.malformed", "request.unsupported_media_type"] as const) : []),
    ...(idempotent ? (["idempotency.key_missing", "idempotency.key_reused"] as const) : []),
    ...operation.problems,
  ];
  const common: readonly ProblemCode[] = commonProblems;
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const [only, ...more] = group;
      return only && more.length === 0 && common.includes(only)
        ? [status, { $ref: `#/components/responses/${responseName(only)}` }]
        : [status, problemResponse(group)];
    }),
  );
}

const pascal = (code: string): string =>
  code.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase());
const responseName = (code: ProblemCode): string => pascal(code);
const problemName = (code: ProblemCode): string => `${pascal(code)}Problem`;

/** A problem with the one code, and the facts that come with it. */
function problemSchema(code: ProblemCode, schemas: Schemas): Json {
  const { title, status, facts } = problems[code];
  const own = z.object({ status: z.literal(status), code: z.literal(code), ...facts.shape });
  return { description: title, allOf: [{ $ref: "#/components/schemas/Problem" }, schemas.of(own, "output")] };
}

function problemResponse(codes: readonly ProblemCode[]) {
  const retryable = codes.some((code) => [429, 503].includes(problems[code].status));
  const refs = codes.map((code) => ({ $ref: `#/components/schemas/${problemName(code)}` }));
  const mapping = Object.fromEntries(codes.map((code, index) => [code, refs[index]?.$ref]));
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join("\n\n"),
    headers: headerRefs({ "X-Request-Id": "RequestId", ...(retryable && { "Retry-After": "RetryAfter" }) }),
    content: {
      "application/problem+json": {
        schema: refs.length === 1 ? refs[0] : { oneOf: refs, discriminator: { propertyName: "code", mapping } },
      },
    },
  };
}
