/** What somebody does in a room, and when. */
export type Step = {
  /** RFC 3339. */
  at: string;
  /** LiveKit never tells of it. */
  lost?: boolean;
} & ({ does: "open" | "close" } | { does: "join" | "leave" | "reconnect"; user: string });

/** A LiveKit project's room, and where its webhooks go. */
export interface Room {
  url: string;
  apiKey: string;
  secret: string;
  room: string;
}

/**
 * The demo's own world: a time that can be moved forward, and a LiveKit in which sessions are played. The API and its worker
 * go by this time, and so does this server, in whatever it signs and believes: a user token of the machine's time would have
 * ended long before the API reads it.
 */
export class Sandbox {
  readonly #url: string;
  readonly #token: string;
  #aheadMs = 0;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async open(url: string, token: string): Promise<Sandbox> {
    const sandbox = new Sandbox(url, token);
    await sandbox.#call("GET", "/clock");
    return sandbox;
  }

  /** Nobody else moves it. */
  readonly now = (): Date => new Date(Date.now() + this.#aheadMs);

  /** Comes back when all jobs have run at that time. */
  async moveTo(instant: Date): Promise<void> {
    await this.#call("POST", "/clock", { to: instant.toISOString() });
  }

  /** Plays a session, and moves the time along with it. */
  async play(room: Room, script: readonly Step[]): Promise<void> {
    await this.#call("POST", "/livekit", { ...room, script });
  }

  async #call(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${await answer.text()}`);
    const { now } = (await answer.json()) as { now: string };
    this.#aheadMs = Math.max(this.#aheadMs, Date.parse(now) - Date.now());
  }
}
