// A stand-in for LiveKit, for the demo and for tests: it plays a session and sends what LiveKit would send of it, signed by
// LiveKit's own SDK. Never a part of production.
import { createHash } from "node:crypto";
import { AccessToken, WebhookEvent } from "livekit-server-sdk";

/** What happens in a room. A user may be there with several devices; each time one joins is a connection of its own. */
type Happening =
  | { does: "open" | "close" }
  | { does: "join" | "leave"; user: string; device?: string }
  /** The connection breaks and another takes its place. */
  | { does: "reconnect"; user: string; device?: string }
  /** Joins and vanishes within 300 ms: LiveKit tells that the connection was aborted, or (by `lost`) nothing at all. */
  | { does: "flicker"; user: string };

export type Step = Happening & {
  /** RFC 3339. */
  at: string;
  /** Its webhook is never sent. */
  lost?: boolean;
  /** It arrives so often, at the same time. */
  times?: number;
  /** It arrives after all others. */
  late?: boolean;
};

export interface Played {
  event: string;
  status: number;
}

interface Session {
  /** Where the webhooks go: the API's address with the tenant's `webhookPath`. */
  url: string;
  apiKey: string;
  secret: string;
  room: string;
  script: readonly Step[];
  /** Moved to each step's time, if it can be. */
  clock?: { set(instant: string): void };
  /** Used instead of the global `fetch`. */
  fetch?: (
    url: string,
    init: { method: string; headers: Record<string, string>; body: string },
  ) => Promise<Response> | Response;
}

/** Plays a session, and answers what became of each webhook, in the order in which they were sent. */
export async function playSession(session: Session): Promise<Played[]> {
  const { script, clock } = session;
  const roomSid = sid("RM", session.room, script[0]?.at ?? "");
  const connections = new Map<string, string>();
  const played: Played[] = [];
  const late: WebhookEvent[] = [];

  const deliver = async (event: WebhookEvent, times = 1) => {
    const sent = Array.from({ length: times }, () => sendWebhook(session, event.toJsonString()));
    for (const { status } of await Promise.all(sent)) played.push({ event: event.event, status });
  };

  for (const [number, step] of script.entries()) {
    clock?.set(step.at);
    for (const [name, participant] of happened(step, number, connections)) {
      if (step.lost) continue;
      const event = webhookEvent(name, {
        id: sid("EV", roomSid, number, name),
        createdAt: BigInt(Math.floor(Date.parse(step.at) / 1000)),
        room: { sid: roomSid, name: session.room },
        ...(participant && { participant }),
      });
      if (step.late) late.push(event);
      else await deliver(event, step.times);
    }
  }
  for (const event of late) await deliver(event);
  return played;
}

type Told = [event: string, participant?: { sid: string; identity: string }];

function happened(step: Step, number: number, connections: Map<string, string>): Told[] {
  if (!("user" in step)) return [[step.does === "open" ? "room_started" : "room_finished"]];
  const identity = step.user;
  if (step.does === "flicker")
    return [["participant_connection_aborted", { identity, sid: sid("PA", identity, number) }]];
  const device = `${identity}/${("device" in step && step.device) || ""}`;
  const told: Told[] = [];
  const old = connections.get(device);
  if (step.does !== "join" && old !== undefined) told.push(["participant_left", { identity, sid: old }]);
  connections.delete(device);
  if (step.does !== "leave") {
    connections.set(device, sid("PA", device, number));
    told.push(["participant_joined", { identity, sid: sid("PA", device, number) }]);
  }
  return told;
}

/** The same for the same session, so that a script can be played again. */
const sid = (kind: string, ...parts: (string | number)[]): string =>
  `${kind}_${createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 12)}`;

type Fields = ConstructorParameters<typeof WebhookEvent>[0];

/** The constructor of LiveKit's class forgets the name that it is given. */
export function webhookEvent(name: string, fields: Fields): WebhookEvent {
  const event = new WebhookEvent(fields);
  event.event = name as WebhookEvent["event"];
  return event;
}

/** Sends one webhook as LiveKit does; `ttl` below zero is one that was signed long ago. */
export async function sendWebhook(
  { url, apiKey, secret, fetch: send = fetch }: Pick<Session, "url" | "apiKey" | "secret" | "fetch">,
  body: string,
  ttl = "5m",
): Promise<Response> {
  const token = new AccessToken(apiKey, secret, { ttl });
  token.sha256 = createHash("sha256").update(body).digest("base64");
  return send(url, {
    method: "POST",
    headers: { "content-type": "application/webhook+json", authorization: await token.toJwt() },
    body,
  });
}
