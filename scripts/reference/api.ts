import {
  commonProblems,
  type Operation,
  operations,
  type ProblemCode,
  problemCodes,
  problems,
} from "@bursar/sdk/contract";
import { describeApi } from "../../packages/api/src/platform/openapi.ts";
import { anchor, code, table } from "./markdown.ts";
import { fieldRows, type Schema, typeAnchor, typeOf } from "./schema.ts";

interface Description {
  tags: { name: string }[];
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

interface Described {
  operationId: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

const api = JSON.parse(JSON.stringify(describeApi())) as Description;
/** By their paths: the order in which the contract lists them depends on who has loaded it. */
const inOrder = Object.values(api.paths)
  .flatMap((path) => Object.values(path))
  .map(({ operationId }) => operations.find(({ id }) => id === operationId) as Operation);
const describedAs = ({ path, method }: Operation): Described => api.paths[path]?.[method] as Described;

/** docs/api.md: each operation, who may call it, what it takes and what it answers, from the contract. */
export function apiReference(): string {
  const groups = api.tags.map(({ name }) => {
    const own = inOrder.filter((operation) => describedAs(operation).tags.includes(name));
    // What exists for the token's user and for any user is the same operation, told once.
    return {
      heading: words(name),
      operations: [...Map.groupBy(own, ({ id }) => id.replace(/^(me|users)\.(?=.*\.)/, "")).values()],
    };
  });
  return `${[
    "# The API",
    "Written by `npm run generate`, from the contract in `packages/sdk/src/contract`.",
    introduction,
    table(
      ["", "operations"],
      groups.map(({ heading, operations }) => [
        `[${heading}](${anchor(heading)})`,
        operations.map((both) => titleOf(both)).join(" · "),
      ]),
    ),
    ...groups.flatMap(({ heading, operations }) => [`## ${heading}`, ...operations.map(describeOperation)]),
    "## Objects",
    ...objects(),
    "## Values",
    table(["", "what it is", "such as"], values()),
    "## Problems",
    table(["code", "status", "what it says", "facts"], problemCodes.map(problemRow)),
  ].join("\n\n")}\n`;
}

const problemLink = (name: ProblemCode): string => `[${code(name)}](#${name})`;
const listed = (names: readonly ProblemCode[]): string => names.map(problemLink).join(", ");

const introduction = `Paths begin at the address of your API. Send \`Authorization: Bearer …\` with a secret key or a user token; a browser adds
\`?key=pk_…\`. Amounts are integers in minor units, beside a currency. Times are RFC 3339 in UTC. In an answer, null means
none; in a request, a missing field means not sent.

A request that moves money or access needs an \`Idempotency-Key\` header: a new one per intent, the same one per retry. The
outcome is stored with it, refusals included, and answered again with \`Idempotent-Replayed: true\`.

Errors are RFC 9457 problems with a stable \`code\` and its facts. Those of an operation stand with it. Any may also answer:

- ${listed(commonProblems)};
- when the request is not what it takes, ${listed(["request.invalid", "request.malformed", "request.too_large", "request.unsupported_media_type"])};
- when the caller may not, ${listed(["auth.forbidden", "auth.origin_not_allowed", "auth.secret_key_in_browser"])};
- about the key that it needs, ${listed(["idempotency.key_missing", "idempotency.key_reused"])}.

Lists answer \`{ data, page: { nextCursor } }\`; send \`nextCursor\` as \`cursor\` for the next page. Null is the end.`;

const byId = ([first, ...more]: Operation[]): Operation => (more[0] ?? first) as Operation;
const titleOf = (both: Operation[]): string => byId(both).summary;

function describeOperation(both: Operation[]): string {
  const operation = byId(both);
  const { parameters, requestBody, responses } = describedAs(operation);
  const body = requestBody?.content["application/json"]?.schema;
  const answer = Object.values(responses[operation.status]?.content ?? {})[0]?.schema;
  const taken = parameters
    .filter((parameter) => parameter.in !== "header")
    .map(({ name, in: place, required, schema, description = "" }) => [
      code(name),
      required ? place : `${place}, optional`,
      typeOf(schema),
      description,
    ]);
  return [
    `### ${titleOf(both)}`,
    table(
      ["", "for"],
      both.map((one) => [code(`${one.method.toUpperCase()} ${one.path}`), callersOf(one)]),
    ),
    operation.description,
    operation.idempotent && "Needs an `Idempotency-Key`.",
    taken.length > 0 && table(["parameter", "in", "type", ""], taken),
    body && (body.$ref ? `Body: ${typeOf(body)}.` : table(["body", "", "type", ""], fieldRows(body))),
    answer ? `Answers ${operation.status} with ${typeOf(answer)}.` : `Answers ${operation.status}.`,
    operation.problems.length > 0 && `Problems: ${listed(operation.problems)}.`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

function callersOf({ access: { scope, roles } }: Operation): string {
  const callers = [
    scope && `secret keys with ${code(scope)}`,
    roles && (roles.length === 1 ? `user tokens with the role ${code(roles[0] as string)}` : "user tokens"),
  ];
  return callers.filter(Boolean).join(", ") || "anyone";
}

const named = Object.entries(api.components.schemas).filter(([name]) => !/.Problem$/.test(name));
const hasFields = ({ properties, oneOf }: Schema): boolean => Boolean(properties ?? oneOf);

function objects(): string[] {
  return named
    .filter(([, schema]) => hasFields(schema))
    .map(([name, schema]) => {
      const kinds = schema.oneOf ?? [schema];
      const fields = kinds.every(({ $ref }) => $ref)
        ? `One of ${kinds.map(typeOf).join(", ")}.`
        : kinds.map((kind) => table(["field", "", "type", ""], fieldRows(kind))).join("\n\nor\n\n");
      return [`### <a id="${typeAnchor(name)}"></a>${name}`, schema.description, fields].filter(Boolean).join("\n\n");
    });
}

function values(): string[][] {
  return named
    .filter(([, schema]) => !hasFields(schema))
    .map(([name, schema]) => [
      `<a id="${typeAnchor(name)}"></a>${name}`,
      [typeOf(schema), schema.description].filter(Boolean).join(": "),
      schema.example === undefined ? "" : code(JSON.stringify(schema.example)),
    ]);
}

function problemRow(name: ProblemCode): string[] {
  const { status, title, facts } = problems[name];
  const known = Object.keys(facts.shape).map(code).join(", ");
  return [`<a id="${name}"></a>${code(name)}`, String(status), title, known];
}

/** `auditRecords` is "Audit records". */
function words(tag: string): string {
  const spaced = tag.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
