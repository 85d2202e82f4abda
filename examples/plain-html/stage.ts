import { randomBytes } from "node:crypto";
import { type Bursar, type Earnings, type HoldWithMovements, isBursarError, type Offering } from "@bursar/sdk";
import { Hono } from "hono";
import { liveCourse, liveSessions, scheduleLive, teacher } from "./live.ts";
import type { Visit } from "./pages.ts";
import { people } from "./people.ts";
import type { Sandbox, Step } from "./sandbox.ts";
import { type Move, moves, type Part, parts, type Scene } from "./scene.ts";
import { stagePage } from "./stage-page.ts";

const minute = 60_000;
const hour = 60 * minute;

interface Options {
  bursar: Bursar;
  sandbox: Sandbox;
  apiUrl: string;
}

const apiKey = "APIdemo";

/** Where the demo's time is moved and its sessions are played: what a real site has LiveKit and patience for. */
export class Stage {
  readonly #bursar: Bursar;
  readonly #sandbox: Sandbox;
  readonly #apiUrl: string;
  // New with each start: nobody needs to keep it.
  readonly #secret = randomBytes(32).toString("base64url");
  readonly #played = new Map<string, Step[]>();

  constructor({ bursar, sandbox, apiUrl }: Options) {
    this.#bursar = bursar;
    this.#sandbox = sandbox;
    this.#apiUrl = apiUrl;
  }

  routes(): Hono<{ Variables: { visit: Visit } }> {
    const app = new Hono<{ Variables: { visit: Visit } }>();

    app.get("/", async (c) => {
      const sessions = await liveSessions(this.#bursar);
      const next = sessions.find(({ endsAt }) => endsAt && Date.parse(endsAt) > this.#sandbox.now().getTime());
      const session = next ?? sessions.at(-1);
      return session ? c.redirect(`/stage/${session.id}`, 303) : c.notFound();
    });

    app.get("/:session", async (c) => {
      const scene = await this.#scene(c.req.param("session"));
      return scene ? c.html(stagePage(c.var.visit, scene)) : c.notFound();
    });

    app.post("/:session/:act{class|play|move|schedule}", async (c) => {
      const { session: id, act } = c.req.param();
      const session = (await liveSessions(this.#bursar)).find((one) => one.id === id);
      if (!session) return c.notFound();
      const form = await c.req.formData();
      if (act === "class") await this.#enrollClass(session);
      if (act === "play") await this.#play(session, form);
      if (act === "move") await this.#move(session, form.get("by"));
      if (act === "schedule") {
        await scheduleLive(this.#bursar, new URL(c.req.url).origin, this.#sandbox.now());
        return c.redirect("/stage", 303);
      }
      return c.redirect(`/stage/${id}`, 303);
    });

    return app;
  }

  async #scene(id: string): Promise<Scene | undefined> {
    const sessions = await liveSessions(this.#bursar);
    const session = sessions.find((one) => one.id === id);
    if (!session) return undefined;
    const [attendance, holds, earnings] = await Promise.all([
      this.#bursar.attendance.list({ offering: id, limit: 100 }),
      this.#holds(session),
      this.#earnings(),
    ]);
    const now = this.#sandbox.now();
    const learners = attendance.data.filter(({ host }) => !host).map(({ user }) => user);
    return {
      now,
      sessions,
      session,
      isOver: now.getTime() >= times(session).end,
      cast: learners.map((user, place) => ({ user, part: usualParts[place] ?? "stays" })),
      attendance: attendance.data,
      holds,
      earnings,
      played: this.#played.get(id) ?? [],
    };
  }

  /** What was paid for the session alone, and for the course that it belongs to. */
  async #holds(session: Offering): Promise<HoldWithMovements[]> {
    const offerings = session.id.startsWith(`${liveCourse}-`) ? [session.id, liveCourse] : [session.id];
    const pages = await Promise.all(offerings.map((offering) => this.#bursar.holds.list({ offering, limit: 50 })));
    return Promise.all(pages.flatMap(({ data }) => data).map(({ id }) => this.#bursar.holds.retrieve(id)));
  }

  async #earnings(): Promise<Earnings | undefined> {
    const { data } = await this.#bursar.earnings.list({ user: teacher });
    return data.find(({ currency }) => currency === "UNIT");
  }

  /** Whoever can: some have too little, and some are in. */
  async #enrollClass({ id: offering }: Offering): Promise<void> {
    for (const { id: user, role } of people) {
      if (role !== "learner") continue;
      await this.#bursar.enrollments.create({ user, offering }).catch((error: unknown) => {
        if (!isBursarError(error)) throw error;
      });
    }
  }

  async #play(session: Offering, form: FormData): Promise<void> {
    const scene = await this.#scene(session.id);
    if (!scene || scene.isOver) return;
    const cast = scene.cast.map(({ user, part }) => {
      const chosen = parts.find((one) => one === form.get(`part-${user}`));
      return { user, part: chosen ?? part };
    });
    const script = scriptOf(session, cast, form.get("host") !== "absent");
    const { webhookPath } = await this.#bursar.livekit.set({ apiKey, secret: this.#secret });
    const url = `${this.#apiUrl}${webhookPath}`;
    await this.#sandbox.play({ url, apiKey, secret: this.#secret, room: session.id }, script);
    this.#played.set(session.id, script);
  }

  async #move(session: Offering, by: FormDataEntryValue | null): Promise<void> {
    const move = moves.find((one) => one === by);
    if (move) await this.#moves[move](times(session).end);
  }

  readonly #moves: Record<Move, (end: number) => Promise<void>> = {
    hour: () => this.#moveTo(this.#sandbox.now().getTime() + hour),
    session: (end) => this.#moveTo(end + minute),
    dispute: async (end) => {
      const { release } = (await this.#bursar.tenant.retrieve()).settings;
      await this.#moveTo(end + release.disputeHours * hour + minute);
    },
    maturity: async (end) => {
      await this.#moves.dispute(end);
      const matures = (await this.#earnings())?.nextAvailableAt;
      if (matures) await this.#moveTo(Date.parse(matures) + minute);
    },
  };

  #moveTo(milliseconds: number): Promise<void> {
    return this.#sandbox.moveTo(new Date(milliseconds));
  }
}

/** What the first ones of a class do, so that there is something to see. */
const usualParts: readonly Part[] = ["reconnects", "leaves_early", "vanishes"];

const times = ({ startsAt, endsAt }: Offering) => ({
  start: Date.parse(startsAt ?? ""),
  end: Date.parse(endsAt ?? ""),
});

/** What happens in the room, in the order of time. */
function scriptOf(session: Offering, cast: Scene["cast"], hostComes: boolean): Step[] {
  const { start, end } = times(session);
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  const middle = (start + end) / 2;
  const steps: Step[] = [
    { does: "open", at: at(start - 5 * minute) },
    { does: "close", at: at(end + 2 * minute) },
  ];
  if (hostComes) {
    steps.push({ does: "join", user: teacher, at: at(start - 2 * minute) });
    steps.push({ does: "leave", user: teacher, at: at(end + minute) });
  }
  for (const [place, { user, part }] of cast.entries()) {
    if (part === "does_not_come") continue;
    steps.push({ does: "join", user, at: at(start + place * minute) });
    if (part === "reconnects") steps.push({ does: "reconnect", user, at: at(middle) });
    if (part === "leaves_early") steps.push({ does: "leave", user, at: at(start + (end - start) / 4) });
    else steps.push({ does: "leave", user, at: at(end), ...(part === "vanishes" && { lost: true }) });
  }
  return steps.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
