import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Variables } from "./api.ts";
import { ProblemError } from "./problem.ts";

const bytesMax = 16 * 1024;
const readsMax = 10;

/**
 * `POST /v1/me/reads`: what the elements of a page ask first, in one request which browsers send without a preflight. That
 * allows no header of one's own, so the token comes in a form, as RFC 6750 section 2.2 has it: `access_token=…&path=wallets/UNIT`.
 * Answers what `GET /v1/me/{path}` does for each path, and leaves out what it refuses: asked in the usual way, it says why.
 *
 * It is `bursar.js` that asks so, which comes from here; the contract has the same reads for everyone.
 */
export function earlyReadsRoute(http: Hono<Variables>): void {
  const onError = () => {
    throw new ProblemError("request.too_large", { bytesMax });
  };
  http.post("/v1/me/reads", bodyLimit({ maxSize: bytesMax, onError }), async (c) => {
    c.get("facts").operation = "me.reads";
    const form = new URLSearchParams(await c.req.text());
    const headers = new Headers(c.req.raw.headers);
    headers.set("authorization", `Bearer ${form.get("access_token")}`);

    async function read(path: string): Promise<[string, unknown][]> {
      const url = new URL(`/v1/me/${path}`, c.req.url);
      // A path may climb out of /v1/me.
      if (!url.pathname.startsWith("/v1/me/")) return [];
      url.searchParams.set("key", c.req.query("key") ?? "");
      const answer = await http.request(url, { headers }, c.env);
      if (answer.ok && isJson(answer)) return [[path, await answer.json()]];
      // The stream has no end, however its path is written.
      await answer.body?.cancel();
      return [];
    }
    const answers = await Promise.all(form.getAll("path").slice(0, readsMax).map(read));
    return c.json(Object.fromEntries(answers.flat()));
  });
}

const isJson = ({ headers }: Response): boolean => /^application\/json\b/.test(headers.get("content-type") ?? "");
