// What moves the sandbox: its time, and who comes to its sessions. For the demo's server, on the same machine.
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import * as z from "zod";
import type { Sql } from "../src/platform/database.ts";
import type { Platform } from "../src/platform/platform.ts";
import { selectTenants } from "../src/tenants/index.ts";
import { runAllJobs } from "../src/worker.ts";
import type { MovableClock } from "./clock.ts";
import { playSession } from "./livekit.ts";

const Instant = z.iso.datetime();
const user = z.string().min(1);
const flags = { at: Instant, lost: z.boolean().default(false) };
const Step = z.discriminatedUnion("does", [
  z.strictObject({ does: z.enum(["open", "close"]), ...flags }),
  z.strictObject({ does: z.enum(["join", "leave", "reconnect"]), user, ...flags }),
]);
const Move = z.strictObject({ to: Instant });
const Play = z.strictObject({
  url: z.url(),
  apiKey: z.string(),
  secret: z.string(),
  room: z.string(),
  script: z.array(Step).min(1).max(1000),
});

interface Options {
  platform: Platform;
  operator: Sql;
  clock: MovableClock;
  /** Whoever shows it may move the clock: pages that a browser on this machine visits can't. */
  token: string;
}

/** Throws when there is a tenant whose money is real: its time is nobody's to move. */
export async function refuseLiveTenants(operator: Sql): Promise<void> {
  const live = (await selectTenants(operator)).filter(({ mode }) => mode === "live");
  if (live.length > 0) throw new LiveTenants(live.map(({ publicId }) => publicId).join(", "));
}

class LiveTenants extends Error {
  constructor(tenants: string) {
    super(`The sandbox moves no clock of live tenants, and this database has some: ${tenants}`);
  }
}

/** Each call ends when all jobs have run at the new time. */
export function createControl({ platform, operator, clock, token }: Options): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({}));
  app.use(async (c, next) => {
    if (!isSame(c.req.header("authorization"), `Bearer ${token}`)) return c.json({ error: "unauthenticated" }, 401);
    await next();
  });
  app.onError((error, c) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    if (error instanceof LiveTenants) return c.json({ error: error.message }, 409);
    platform.log.error({ error: error.stack }, "the sandbox's control failed");
    return c.json({ error: "internal" }, 500);
  });

  app.get("/clock", (c) => c.json({ now: clock.now().toISOString() }));

  app.post("/clock", async (c) => {
    const { to } = Move.parse(await c.req.json());
    await refuseLiveTenants(operator);
    clock.moveTo(new Date(to));
    await runAllJobs(platform, operator);
    return c.json({ now: clock.now().toISOString() });
  });

  app.post("/livekit", async (c) => {
    const session = Play.parse(await c.req.json());
    await refuseLiveTenants(operator);
    const played = await playSession({ ...session, clock: { set: (instant) => clock.moveTo(new Date(instant)) } });
    await runAllJobs(platform, operator);
    return c.json({ now: clock.now().toISOString(), played });
  });

  return app;
}

const digest = (text: string) => createHash("sha256").update(text).digest();
const isSame = (given: string | undefined, expected: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(expected));
