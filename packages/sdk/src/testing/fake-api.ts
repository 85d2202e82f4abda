export const baseUrl = "https://api.test";

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface RecordedRequest {
  method: string;
  url: URL;
  headers: Headers;
  body: unknown;
}

/** A `fetch` that records what it is asked and gives the answers in turn, the last one for ever; an error is thrown. */
export function fakeApi(...answers: (Answer | Error)[]) {
  const requests: RecordedRequest[] = [];
  const fakeFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    requests.push({
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    });
    const answer = answers[Math.min(requests.length, answers.length) - 1] ?? {};
    if (answer instanceof Error) throw answer;
    return Response.json(answer.body ?? {}, { status: answer.status ?? 200, headers: answer.headers ?? {} });
  };
  return { fetch: fakeFetch, requests };
}

/** A problem document, with its facts beside it. */
export function problem(status: number, code: string, facts: Record<string, unknown> = {}): Answer {
  const body = {
    type: `urn:bursar:problem:${code}`,
    title: `Title of ${code}`,
    status,
    code,
    requestId: "req_1",
    ...facts,
  };
  return { status, body, headers: { "Content-Type": "application/problem+json" } };
}

/** What fetch throws when there is no way to the server. */
export const networkDown = () => new TypeError("fetch failed");

/** An unsigned user token that ends at this time. */
export function tokenUntil(time: number, id = "token"): string {
  return `e30.${btoa(JSON.stringify({ id, exp: Math.floor(time / 1000) })).replace(/=+$/, "")}.sig`;
}
