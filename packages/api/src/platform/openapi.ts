import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { commonProblems, type Operation, operations, Problem, type ProblemCode, problems } from "@bursar/sdk/contract";
import * as z from "zod";

/** The API's description, from the contract alone. */
export function describeApi(): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "secretKey", {
    type: "http",
    scheme: "bearer",
    description: "A secret key, `sk_test_…` or `sk_live_…`: for servers only.",
  });
  registry.registerComponent("securitySchemes", "userToken", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "A user token that the host's server signed. In a browser, send the publishable key as `?key=pk_…` too.",
  });
  for (const operation of operations) registry.registerPath(describe(operation));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Bursar API",
      version: "1",
      description:
        "Sell, enroll, seat and reward the learners of any LMS site. Amounts are integers in minor units, beside a currency; errors are RFC 9457 problems with a stable `code`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
  });
}

type Path = Parameters<OpenAPIRegistry["registerPath"]>[0];

function describe(operation: Operation): Path {
  const hasBody = !(operation.body instanceof z.ZodUndefined);
  return {
    operationId: operation.id,
    method: operation.method,
    path: operation.path,
    summary: operation.summary,
    description: describeAccess(operation),
    tags: [operation.id.replace(/^(me|users)\.(?=.*\.)/, "").split(".")[0] ?? operation.id],
    security: [
      ...(operation.access.scope ? [{ secretKey: [] }] : []),
      ...(operation.access.roles ? [{ userToken: [] }] : []),
    ],
    request: {
      params: operation.params,
      query: operation.query,
      ...(operation.idempotent && {
        headers: z.object({
          "Idempotency-Key": z.string().min(1).max(255).meta({
            description: "A new one per intent, the same one per retry: the outcome is stored, refusals included.",
            example: "5f0c1c1e-3a52-4e0e-9a6b-0d6d8e6c1a11",
          }),
        }),
      }),
      ...(hasBody && { body: { required: true, content: { "application/json": { schema: operation.body } } } }),
    },
    responses: { ...describeSuccess(operation), ...describeProblems(operation, hasBody) },
  } as Path;
}

function describeAccess({ description, access }: Operation): string {
  const who = [
    access.scope && `secret keys with \`${access.scope}\``,
    access.roles && (access.roles.length === 1 ? `user tokens with the role \`${access.roles[0]}\`` : "user tokens"),
  ].filter(Boolean);
  return [description, `For ${who.join(" and ")}.`].filter(Boolean).join("\n\n");
}

function describeSuccess({ status, response, id }: Operation): Path["responses"] {
  if (response instanceof z.ZodUndefined) return { [status]: { description: "Done." } };
  const type = id.endsWith("stream") ? "text/event-stream" : "application/json";
  return { [status]: { description: "Done.", content: { [type]: { schema: response } } } };
}

/** Every code that the operation can answer, grouped by status. */
function describeProblems(operation: Operation, hasBody: boolean): Path["responses"] {
  const codes: ProblemCode[] = [
    ...commonProblems,
    "auth.forbidden",
    "auth.origin_not_allowed",
    "request.invalid",
    ...(hasBody ? (["request.malformed", "request.unsupported_media_type", "request.too_large"] as const) : []),
    ...(operation.idempotent ? (["idempotency.key_missing", "idempotency.key_reused"] as const) : []),
    ...operation.problems,
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${problems[code].title}.`).join("\n\n"),
        content: { "application/problem+json": { schema: Problem } },
      },
    ]),
  );
}
