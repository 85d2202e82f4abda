import type { Offering, OfferingStatus, Price, WaitlistEntry } from "@bursar/sdk";
import { waitlist } from "@bursar/sdk/contract";
import { json, now, pageOf, problem, typedId } from "./answers.ts";

type Once = (request: Request, work: () => Response) => Response;

/** The part of the API in which people wait for places. */
export class FakeWaitlist {
  readonly #user: string;
  readonly #once: Once;
  /** How many stand in line before the user, where no place is left. */
  readonly #ahead = new Map<string, number>();
  #isOpen = true;
  /** The user's; newest first. */
  readonly #entries: WaitlistEntry[] = [];

  constructor(user: string, once: Once) {
    this.#user = user;
    this.#once = once;
  }

  /** No place is left, and so many others wait. */
  full(offering: string, ahead = 0): this {
    this.#ahead.set(offering, ahead);
    return this;
  }

  /** Nobody can begin to wait any more. */
  close(): this {
    this.#isOpen = false;
    return this;
  }

  /** Somebody has left, and nobody waits. */
  free(offering: string): this {
    this.#ahead.delete(offering);
    return this;
  }

  /** The signed-in user waits; the newest entry. */
  wait(offering: string, fields: Partial<WaitlistEntry> = {}): WaitlistEntry {
    const id = typedId("wait", this.#entries.length + 1);
    const waits = { status: "waiting", position: null, offer: null, createdAt: now, endedAt: null } as const;
    const entry = { id, user: this.#user, offering, ...waits, ...fields };
    this.#entries.unshift(entry);
    return entry;
  }

  /** Keeps a place for the user, at these prices. */
  offer(offering: string, prices: Price[], expiresAt = "2026-11-20T15:00:00.000Z"): WaitlistEntry {
    const entry = this.#live(offering) ?? this.wait(offering);
    return Object.assign(entry, { status: "offered", offer: { expiresAt, prices } });
  }

  /** The wait is over. */
  end(offering: string, status: "accepted" | "expired" | "left"): void {
    Object.assign(this.#live(offering) ?? {}, { status, offer: null, endedAt: now });
  }

  /** What there is to pay: while an offer stands, what was offered. */
  pricesOf({ id, prices }: Offering): Price[] {
    return this.#live(id)?.offer?.prices ?? prices;
  }

  /** What the user finds there. */
  found(offering: string): Partial<Pick<OfferingStatus, "obstacle" | "placesLeft" | "waitlist">> {
    const entry = this.#live(offering);
    const { status, offer } = entry ?? {};
    const place = { waitlist: (entry && waitlist.WaitlistPlace.parse(this.#told(entry))) ?? null };
    if (status === "offered" && offer) return { ...place, placesLeft: 1, obstacle: null };
    return this.#ahead.has(offering)
      ? { ...place, placesLeft: 0, obstacle: { code: "offering.full", canWait: this.#isOpen } }
      : place;
  }

  /** Nothing for what is none of its business. */
  answer(request: Request, path: string, body: unknown): Response | undefined {
    const [, , me, resource, id] = path.split("/");
    if (me !== "me" || resource !== "waitlist") return undefined;
    if (request.method === "POST")
      return this.#once(request, () => this.#join((body as { offering: string }).offering));
    if (request.method === "DELETE") return this.#leave(id ?? "");
    const entries = this.#entries.map((entry) => this.#told(entry));
    return json(
      waitlist.listWaitlist.mine,
      pageOf(entries, ({ id }) => id, request),
    );
  }

  #join(offering: string): Response {
    if (!this.#live(offering)) {
      if (!this.#ahead.has(offering)) return problem("waitlist.not_full", { placesLeft: 1 });
      this.wait(offering);
    }
    return this.#latest(offering, waitlist.joinWaitlist.mine);
  }

  #leave(offering: string): Response {
    this.end(offering, "left");
    return this.#latest(offering, waitlist.leaveWaitlist.mine);
  }

  #latest(offering: string, operation: Parameters<typeof json>[0]): Response {
    const entry = this.#entries.find((one) => one.offering === offering);
    return entry ? json(operation, this.#told(entry)) : problem("waitlist.not_found", {});
  }

  #live(offering: string): WaitlistEntry | undefined {
    return this.#entries.find((one) => one.offering === offering && one.endedAt === null);
  }

  /** As it is now, with how many are before them. */
  #told(entry: WaitlistEntry): WaitlistEntry {
    const position = entry.status === "waiting" ? (this.#ahead.get(entry.offering) ?? 0) + 1 : null;
    return { ...entry, position };
  }
}
