import { operations, problemCodes, problems } from "@bursar/sdk/contract";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { placesOf } from "../../test/hostile.ts";
import { describeApi } from "./openapi.ts";

interface Parameter {
  name: string;
  in: string;
  required: boolean;
}

interface Described {
  operationId: string;
  summary: string;
  security: Record<string, []>[];
  parameters: Parameter[];
  requestBody?: object;
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>;
}

interface Api {
  paths: Record<string, Record<string, Described>>;
  components: Record<string, Record<string, Record<string, unknown>>>;
}

const api = JSON.parse(JSON.stringify(describeApi())) as Api;
const described = (id: string): Described =>
  Object.values(api.paths)
    .flatMap((path) => Object.values(path))
    .find(({ operationId }) => operationId === id) ?? expect.fail(`${id} is not described`);

describe("the description of the API", () => {
  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(api) });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it("has no reference that leads nowhere, and no named part that nobody refers to", () => {
    const refs = new Set(
      placesOf(api)
        .filter(({ path }) => path.at(-1) === "$ref")
        .map(({ value }) => String(value)),
    );
    const names = Object.entries(api.components)
      .filter(([kind]) => kind !== "securitySchemes")
      .flatMap(([kind, parts]) => Object.keys(parts).map((name) => `#/components/${kind}/${name}`));
    expect([...refs].filter((ref) => !names.includes(ref))).toEqual([]);
    // What any request may be answered before it comes to an operation.
    const anywhere = ["RequestNotFoundProblem", "RequestMethodNotAllowedProblem"].map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(names.filter((name) => !refs.has(name)).toSorted()).toEqual(anywhere.toSorted());
  });
});

describe.each(operations.map((operation) => [operation.id, operation] as const))("%s", (id, operation) => {
  it("is described with all that it takes, who may call it, and what it answers", () => {
    const { parameters, requestBody, security, responses, summary } = described(id);
    expect(summary).toBe(operation.summary);
    const required = (place: string) =>
      parameters.filter((one) => one.in === place && one.required).map(({ name }) => name);
    expect(required("path")).toEqual([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(parameters.filter((one) => one.in === "query").map(({ name }) => name)).toEqual(
      Object.keys(operation.query.shape),
    );
    expect(required("header")).toEqual(operation.idempotent ? ["Idempotency-Key"] : []);
    expect(requestBody !== undefined).toBe(
      ["post", "put", "patch"].includes(operation.method) && operation.body.safeParse(undefined).error !== undefined,
    );
    const schemes = new Set(security.flatMap((one) => Object.keys(one)));
    expect([schemes.has("secretKey"), schemes.has("userToken")]).toEqual([
      !!operation.access.scope,
      !!operation.access.roles,
    ]);
    expect(responses[operation.status]?.content).toBeDefined();
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(["401", "403", "429", "500", "503"]));
  });
});

describe("each problem", () => {
  it.each(problemCodes)("%s is described with its status, its code and its facts", (code) => {
    const [schema = ""] = Object.entries(api.components["schemas"] ?? {})
      .filter(([name]) => name.endsWith("Problem"))
      .map(([, one]) => JSON.stringify(one))
      .filter((one) => one.includes(`"const":"${code}"`));
    expect(schema).toContain(`"const":${problems[code].status}`);
    for (const fact of Object.keys(problems[code].facts.shape)) expect(schema).toContain(`"${fact}"`);
  });
});
