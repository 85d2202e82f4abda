import { createUserToken } from "@bursar/sdk";
import { type Operation, operations } from "@bursar/sdk/contract";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { useApi } from "../../test/api.ts";
import { contentsOf } from "../../test/contents.ts";
import {
  extreme,
  isObject,
  placesOf,
  pointerTo,
  strange,
  unstorable,
  withValue,
  wrongKinds,
} from "../../test/hostile.ts";
import { declaredCodes, type Sent, send } from "../../test/requests.ts";
import { furnish, type Records, type Sample, samplesOf } from "../../test/samples.ts";

// A test is hundreds of requests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const api = useApi();
let samples: Record<string, Sample>;
let bearers: { key: string; user: string };
let contents: Record<string, string>;
const declared = declaredCodes();
const nowhere = samplesOf({
  user: "u",
  other: "o",
  currency: "UNIT",
  offering: "f",
  session: "s",
  transaction: "t",
  pending: "p",
  key: "k",
  enrollment: "enr_01jd3f6q8reg5tm2y0v9k4wxab",
  entitlement: "ent_01jd3f6q8reg5tm2y0v9k4wxab",
  plan: "s",
  bought: "enr_01jd3f6q8reg5tm2y0v9k4wxab",
  hold: "hold_01jd3f6q8reg5tm2y0v9k4wxab",
  payout: "pay_01jd3f6q8reg5tm2y0v9k4wxab",
  asked: "pay_01jd3f6q8reg5tm2y0v9k4wxab",
  batch: "bat_01jd3f6q8reg5tm2y0v9k4wxab",
  endpoint: "whe_01jd3f6q8reg5tm2y0v9k4wxab",
  delivery: "evt_01jd3f6q8reg5tm2y0v9k4wxab",
  full: "w",
});

async function newAcademy(): Promise<void> {
  const academy = await api.createTenant();
  const records: Records = await furnish(academy);
  samples = samplesOf(records);
  const user = await createUserToken({ secret: academy.tokenSecret, user: records.user, now: api.clock.now });
  bearers = { key: academy.secretKey, user };
}

beforeAll(async () => {
  await newAcademy();
  contents = await contentsOf(api.database.superuser);
});

const sampleOf = (operation: Operation): Sample => samples[operation.id] ?? {};

async function attack(operation: Operation, options: Parameters<typeof send>[3], what: unknown): Promise<Sent> {
  const bearer = operation.access.scope ? bearers.key : bearers.user;
  const answer = await send(api.app, operation, sampleOf(operation), { bearer, ...options });
  const told = () =>
    `${operation.id}: ${JSON.stringify(what)?.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 300)}`;
  if (answer.status >= 500) expect.fail(told());
  if (answer.status >= 400) {
    const isElsewhere = ["request.not_found", "request.method_not_allowed"].includes(answer.problem.code ?? "");
    if (!isElsewhere && !declared.get(operation.id)?.has(answer.problem.code ?? "")) expect.fail(told());
    if (answer.problem.code === "request.invalid" && !answer.problem.errors?.[0]?.pointer) expect.fail(told());
  }
  return answer;
}

/** Refused for its form, naming the place. */
function expectInvalid(answer: Sent, pointer: string, what: unknown): void {
  const told = `${JSON.stringify(what)?.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 300)}`;
  expect(answer.problem.code, told).toBe("request.invalid");
  const named = answer.problem.errors?.map((error) => error.pointer) ?? [];
  if (!named.some((one) => one.startsWith(pointer) || pointer.startsWith(one))) expect.fail(`${pointer}: ${told}`);
}

/** At once, which is quicker and a trial of its own. */
const all = <T>(values: readonly T[], send: (value: T) => Promise<Sent>) => Promise.all(values.map(send));

const table = (some: readonly Operation[]) => some.map((operation) => [operation.id, operation] as const);
const withBody = operations.filter(({ body }) => !(body instanceof z.ZodUndefined));
const withMetadata = withBody.filter(({ id }) => JSON.stringify(nowhere[id]?.bodies).includes('"metadata"'));
const withPath = operations.filter(({ path }) => path.includes("{"));
const withQuery = operations.filter(({ query }) => Object.keys(query.shape).length > 0);
const withInput = operations.filter((one) => one.method !== "get" || one.path.includes("{") || withQuery.includes(one));
// Facts of the host's own may be text, numbers, truth values and nothing.
const isFree = (path: readonly (string | number)[]) => path.includes("metadata");

describe("the samples", () => {
  it.each(table(withBody))("of %s say every field that its body may have", (id, operation) => {
    const known = new Set(fieldsOf(z.toJSONSchema(operation.body, { io: "input", unrepresentable: "any" })));
    const said = new Set(
      nowhere[id]?.bodies
        ?.flatMap((body) => placesOf(body))
        .map(({ path }) => path.filter((part) => typeof part === "string").join(".")),
    );
    expect([...known].filter((field) => !said.has(field))).toEqual([]);
  });

  it.each(table(withQuery))("of %s say every field of its query but the cursor", (id, operation) => {
    const said = Object.keys(nowhere[id]?.query ?? {});
    expect(Object.keys(operation.query.shape).filter((name) => name !== "cursor" && !said.includes(name))).toEqual([]);
  });
});

/** The dotted names of all properties in a JSON schema. */
function fieldsOf(schema: unknown, path: string[] = []): string[] {
  if (!isObject(schema)) return [];
  const own = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const nested = [schema["oneOf"], schema["anyOf"], schema["allOf"], [schema["items"]]].flat();
  return [
    ...own.flatMap(([name, inner]) => [[...path, name].join("."), ...fieldsOf(inner, [...path, name])]),
    ...nested.flatMap((inner) => fieldsOf(inner, path)),
  ];
}

describe("is refused, naming the place, and leaves no trace:", () => {
  it.each(table(withBody))("a value of a wrong kind in any field of %s", async (_id, operation) => {
    for (const body of sampleOf(operation).bodies ?? []) {
      for (const { path, value } of placesOf(body).filter((place) => place.value !== undefined)) {
        for (const wrong of wrongKinds(value)) {
          if (isFree(path.slice(0, -1)) && (typeof wrong !== "string" || !unstorable.includes(wrong))) continue;
          const answer = await attack(operation, { body: JSON.stringify(withValue(body, path, wrong)) }, [path, wrong]);
          expectInvalid(answer, pointerTo(path), [path, wrong]);
        }
      }
    }
  });

  it.each(table(withBody))("an unknown field anywhere in the body of %s", async (_id, operation) => {
    for (const body of sampleOf(operation).bodies ?? []) {
      for (const { path, value } of placesOf(body).filter((place) => isObject(place.value) && !isFree(place.path))) {
        for (const name of ["unknown", "__proto__", "constructor", "tenantId", "a/b~c"]) {
          const polluted = Object.fromEntries([...Object.entries(value as object), [name, { admin: true }]]);
          const answer = await attack(operation, { body: withValue(body, path, polluted) }, [path, name]);
          expectInvalid(answer, pointerTo([...path, name]), [path, name]);
        }
      }
    }
  });

  it.each(table(withMetadata))("a key in the metadata of %s that JavaScript would drop", async (_id, operation) => {
    for (const body of sampleOf(operation).bodies ?? []) {
      for (const { path, value } of placesOf(body).filter((place) => place.path.at(-1) === "metadata")) {
        const polluted = Object.fromEntries([...Object.entries(value as object), ["__proto__", "spring"]]);
        const answer = await attack(operation, { body: withValue(body, path, polluted) }, path);
        expectInvalid(answer, pointerTo([...path, "__proto__"]), path);
        expect(answer.problem.errors).toHaveLength(1);
      }
    }
  });

  it.each(table(withBody))("a body of %s that is not JSON, or not sent as such", async (_id, operation) => {
    const body = JSON.stringify(sampleOf(operation).bodies?.[0]);
    const malformed = [
      "",
      "{",
      body.slice(0, -1),
      `${body}x`,
      `{"a":undefined}`,
      "\0",
      `\ufeff${body}\ufeff`,
      "NaN",
      "'a'",
    ];
    for (const text of malformed) {
      const answer = await attack(operation, { body: text, headers: { "content-type": "application/json" } }, text);
      expect([text, answer.status, answer.problem.code]).toEqual([text, 400, "request.malformed"]);
    }
    const invalidUtf8 = Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from([0xff, 0xc0, 0x7d])]);
    const inLatin1 = new Uint8Array(invalidUtf8);
    expect((await attack(operation, { body: inLatin1 }, "invalid UTF-8")).problem.code).toBe("request.malformed");
    for (const text of ["null", "[]", "0", `"x"`, "true"]) {
      const answer = await attack(operation, { body: text }, text);
      expectInvalid(answer, "#", text);
    }
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/jsonx",
      "multipart/form-data",
      "",
    ]) {
      const answer = await attack(operation, { headers: { "content-type": type } }, type);
      expect([type, answer.status, answer.problem.code]).toEqual([type, 415, "request.unsupported_media_type"]);
    }
  });

  it.each(table(operations.filter(({ method }) => method !== "get")))(
    "a body of %s over the limit",
    async (_id, operation) => {
      const bytesMax = /Batch$|^attendance\.report$/.test(operation.id) ? 2 * 1024 * 1024 : 64 * 1024;
      const body = JSON.stringify({ padding: "x".repeat(bytesMax) });
      const streamed = await attack(operation, { body }, "too much");
      const declaredLength = await attack(
        operation,
        { body, headers: { "content-length": String(body.length) } },
        "too much",
      );
      for (const answer of [streamed, declaredLength]) {
        expect([answer.status, answer.problem.code, answer.problem["bytesMax"]]).toEqual([
          413,
          "request.too_large",
          bytesMax,
        ]);
      }
    },
  );

  it.each(table(withQuery))("what %s can't take in its query", async (_id, operation) => {
    const query = sampleOf(operation).query ?? {};
    for (const limit of ["0", "-1", "101", "1.5", "abc", "NaN", "9007199254740993", "1e3", "\0"]) {
      expectInvalid(await attack(operation, { query: { ...query, limit } }, limit), "/query/limit", limit);
    }
    for (const name of Object.keys(operation.query.shape)) {
      for (const text of ["a\0b", "\u0001"].filter(() => name !== "limit")) {
        const answer = await attack(operation, { query: { ...query, [name]: text } }, [name, text]);
        expect(answer.status, `${name} ${JSON.stringify(text)} ${answer.text}`).toBe(400);
      }
    }
    for (const name of ["unknown", "constructor", "limit[]"]) {
      expectInvalid(await attack(operation, { query: { ...query, [name]: "1" } }, name), `/query/${name}`, name);
    }
  });

  it.each(table(withPath))("an id in the path of %s that no record can have", async (_id, operation) => {
    const params = sampleOf(operation).params ?? {};
    for (const name of Object.keys(params)) {
      for (const text of [
        ...unstorable.filter((one) => one.isWellFormed()),
        "../x",
        "a/../b",
        " x",
        "x ",
        "a\nb",
        "\u202ex",
        "x".repeat(256),
      ]) {
        const answer = await attack(operation, { params: { ...params, [name]: text } }, [name, text]);
        expectInvalid(answer, `/path/${name}`, [name, text]);
      }
    }
  });

  it.each(table(withPath))("bad percent-encoding in the path of %s", async (_id, operation) => {
    for (const bad of ["%", "%zz", "%2", "%ff", "%c3%28", "%ed%a0%80", "%00", "a%"]) {
      const path = operation.path.replaceAll(/\{\w+\}/g, bad);
      const answer = await attack({ ...operation, path }, {}, path);
      expect([path, answer.status, answer.problem.code]).toEqual([path, 400, "request.invalid"]);
      expect(answer.problem.errors?.[0]?.pointer).toMatch(/^\/path/);
    }
  });

  it("all of it together has written nothing", async () => {
    expect(await contentsOf(api.database.superuser)).toEqual(contents);
  });
});

describe("is taken or refused, and never a fault:", () => {
  beforeAll(newAcademy);

  it.each(table(withBody))("a strange value in any field of %s", async (_id, operation) => {
    const seen = new Set<string>();
    for (const body of sampleOf(operation).bodies ?? []) {
      for (const { path, value } of placesOf(body)) {
        // A field of the same name has the same schema in each shape of a body.
        if (seen.size === seen.add(path.join(".")).size) continue;
        const values = typeof value === "string" ? strange : typeof value === "number" ? extreme : [];
        if (path.length === 0) continue;
        await all([...values, null], (one) => attack(operation, { body: withValue(body, path, one) }, [path, one]));
      }
    }
  });

  it.each(table(withInput))("a strange value in path or query of %s", async (_id, operation) => {
    const { params = {}, query = {} } = sampleOf(operation);
    const texts = [...strange, ...unstorable.map((text) => text.toWellFormed())];
    for (const name of Object.keys(params)) {
      await all(texts, (text) => attack(operation, { params: { ...params, [name]: text } }, [name, text]));
    }
    for (const name of Object.keys(operation.query.shape)) {
      await all(texts, (text) => attack(operation, { query: { ...query, [name]: text } }, [name, text]));
    }
  });
});

describe("an operation without a body", () => {
  const bodiless = operations.filter(({ body, method }) => body instanceof z.ZodUndefined && method !== "get");
  it.each(table(bodiless))("%s does not mind what comes as one", async (_id, operation) => {
    const answer = await attack(operation, { body: "{", headers: { "content-type": "text/plain" } }, "{");
    expect(answer.status).not.toBe(400);
  });
});
