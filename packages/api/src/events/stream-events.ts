import { events } from "@bursar/sdk/contract";
import type { Context as HonoContext } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { ProblemError } from "../platform/problem.ts";
import type { Hub } from "./hub.ts";
import {
  decodePosition,
  encodePosition,
  type PlacedEvent,
  type Position,
  selectEventsAfter,
  selectIsComplete,
} from "./queries.ts";
import type { Streams } from "./streams.ts";

const heartbeatMilliseconds = 15_000;
// Who comes back when more than this has happened at the tenant loads afresh: quicker than looking for what was theirs. Who
// has more than this waiting is let go, to come back.
const missedMax = 2_000;

/** The events of the token's user, live, for as long as the token holds; `Last-Event-ID` resumes where a stream broke. */
export async function streamEvents(
  context: Context,
  hub: Hub,
  streams: Streams,
  c: HonoContext,
  isStillAdmitted: () => Promise<boolean>,
): Promise<Response> {
  const { tenant, actor } = context;
  if (actor.kind !== "user") throw new ProblemError("auth.forbidden", { needs: "a user token" });
  // Answered as GET is, but for the body, which nobody would read, or ever end.
  if (c.req.method === "HEAD") return c.body(null, 200, { "Content-Type": "text/event-stream" });
  const resumeFrom = decodePosition(c.req.header("last-event-id"));

  let live: PlacedEvent[] = [];
  let wake = () => {};
  let end = () => {};
  const leave = streams.enter(tenant.id, actor.id, () => end());
  let unsubscribe = () => {};
  const begin = async () => {
    // Subscribed before the past is read, so that nothing falls between the two.
    const subscription = await hub.subscribe(tenant.id, actor.id, (placed) => {
      live.push(placed);
      // Who doesn't read must not fill the memory, either.
      if (live.length > missedMax) end();
      wake();
    });
    unsubscribe = subscription.unsubscribe;
    return {
      from: subscription.from,
      missed: resumeFrom === null ? [] : await readMissed(context, actor.id, resumeFrom),
    };
  };
  const { from, missed } = await begin().catch((error: unknown) => {
    unsubscribe();
    leave();
    throw error;
  });

  c.header("X-Accel-Buffering", "no");
  const response = streamSSE(c, async (stream) => {
    end = () => stream.abort();
    stream.onAbort(() => wake());
    let last = resumeFrom ?? from;
    const send = async (placed: PlacedEvent) => {
      if (!isAfter(placed.position, last)) return;
      last = placed.position;
      await write(stream, placed);
    };
    try {
      if (missed === null) await stream.writeSSE({ event: "reset", data: "{}", id: encodePosition(from) });
      else await stream.write(": ready\n\n");
      for (const placed of missed ?? []) await send(placed);
      while (!stream.aborted) {
        if (live.length > 0 && !(await isStillAdmitted())) break;
        const batch = live;
        live = [];
        for (const placed of batch) await send(placed);
        if (live.length > 0 || stream.aborted) continue;
        const isQuiet = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(true), heartbeatMilliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve(false);
          };
        });
        if (!isQuiet || stream.aborted) continue;
        if (!(await isStillAdmitted())) break;
        await stream.write(": still here\n\n");
      }
    } finally {
      unsubscribe();
      leave();
    }
  });
  // The helper says no-cache, which lets it be kept.
  response.headers.set("Cache-Control", "no-store");
  return response;
}

const write = (stream: SSEStreamingApi, { event, position }: PlacedEvent): Promise<void> =>
  stream.writeSSE({ event: event.type, data: JSON.stringify(events.Event.parse(event)), id: encodePosition(position) });

/** What happened to a user since a position; null when that is too much to look through, or no longer all there. */
async function readMissed(context: Context, user: string, after: Position): Promise<PlacedEvent[] | null> {
  return asTenant(context.sql, context.tenant.id, async (tx) => {
    if (!(await selectIsComplete(tx, context.tenant.id, after))) return null;
    const missed = await selectEventsAfter(tx, context.tenant.id, after, missedMax + 1);
    return missed.length > missedMax ? null : missed.filter(({ event }) => event.user === user);
  });
}

function isAfter(a: Position, b: Position): boolean {
  const [x, y] = [BigInt(a.xid), BigInt(b.xid)];
  return x > y || (x === y && a.id > b.id);
}
