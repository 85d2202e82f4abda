import { type Bursar, verifyWebhook, type WebhookEvent, WebhookVerificationError } from "@bursar/sdk";
import { Hono } from "hono";

/** Where Bursar tells this server what has happened. */
export const webhooksPath = "/bursar-webhooks";

const keptMax = 20;

/** The academy's ear: believes what Bursar has signed, takes each event once, and keeps the last ones for the office to see. */
export class Webhooks {
  readonly #bursar: Bursar;
  readonly #now: () => Date;
  readonly #seen = new Set<string>();
  #last: WebhookEvent[] = [];

  constructor(bursar: Bursar, now: () => Date) {
    this.#bursar = bursar;
    this.#now = now;
  }

  /** Newest first. A real site would act on them instead: send a mail, open a door. */
  get last(): readonly WebhookEvent[] {
    return this.#last;
  }

  routes(): Hono {
    return new Hono().post("/", async (c) => {
      try {
        const secret = await this.#publicKeys(c.req.url);
        this.#take(
          await verifyWebhook({ payload: await c.req.text(), headers: c.req.raw.headers, secret, now: this.#now }),
        );
        return c.body(null, 204);
      } catch (error) {
        if (error instanceof WebhookVerificationError) return c.text(error.message, 400);
        throw error;
      }
    });
  }

  /** Of an Ed25519 endpoint they may be looked up: there is no secret to keep. */
  async #publicKeys(url: string): Promise<string[]> {
    const { data } = await this.#bursar.webhookEndpoints.list();
    const own = data.find((endpoint) => endpoint.url === url);
    return own?.secrets.flatMap(({ publicKey }) => publicKey ?? []) ?? [];
  }

  #take(event: WebhookEvent): void {
    // A webhook may come twice.
    if (this.#seen.has(event.id)) return;
    this.#seen.add(event.id);
    this.#last = [event, ...this.#last].slice(0, keptMax);
  }
}
