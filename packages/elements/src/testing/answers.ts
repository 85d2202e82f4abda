import { type Operation, type ProblemCode, type ProblemFacts, problems } from "@bursar/sdk/contract";

export const now = "2026-11-20T09:30:00.000Z";
export const typedId = (prefix: string, number = 0): string =>
  `${prefix}_01jd3f6q8reg5tm2y0v9k4${String(number).padStart(4, "0")}`;

/** A page of a list, whose cursor is the last item's id. */
export function pageOf<T>(items: T[], idOf: (item: T) => string, request: Request) {
  const { searchParams } = new URL(request.url);
  const limit = Number(searchParams.get("limit") ?? 20);
  const cursor = searchParams.get("cursor");
  const from = cursor ? items.findIndex((item) => idOf(item) === cursor) + 1 : 0;
  const data = items.slice(from, from + limit);
  const last = data.at(-1);
  return { data, page: { nextCursor: last && from + limit < items.length ? idOf(last) : null } };
}

export function json(operation: Pick<Operation, "response" | "status">, answer: unknown): Response {
  return Response.json(operation.response.parse(answer), { status: operation.status });
}

export function problem<Code extends ProblemCode>(code: Code, facts: ProblemFacts<Code>): Response {
  const { status, title } = problems[code];
  const body = { type: `urn:bursar:problem:${code}`, title, status, code, requestId: "req_1", ...facts };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}
