import type { Event } from "@bursar/sdk";
import { events } from "@bursar/sdk/contract";
import { now, typedId } from "./answers.ts";

/** The live stream, to as many pages as listen. */
export class FakeStream {
  readonly #user: string;
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #count = 0;

  constructor(user: string) {
    this.#user = user;
  }

  get listeners(): number {
    return this.#streams.size;
  }

  emit(type: Event["type"], data: unknown): void {
    const event = events.Event.parse({ id: typedId("evt"), user: this.#user, createdAt: now, type, data });
    this.#send(type, event);
  }

  reset(): void {
    this.#send("reset", {});
  }

  open(signal: AbortSignal): Response {
    let controller: ReadableStreamDefaultController<Uint8Array>;
    const close = () => void this.#streams.delete(controller);
    const body = new ReadableStream<Uint8Array>({
      start: (opened) => {
        controller = opened;
        this.#streams.add(controller);
        signal.addEventListener("abort", close);
      },
      cancel: close,
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  #send(type: string, data: unknown): void {
    const message = `id: ${++this.#count}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of this.#streams) stream.enqueue(new TextEncoder().encode(message));
  }
}
