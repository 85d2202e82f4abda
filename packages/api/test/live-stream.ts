import { createParser, type EventSourceMessage } from "eventsource-parser";

export interface LiveEvent {
  id: string | undefined;
  event: string | undefined;
  data: Record<string, unknown>;
}

export interface LiveStream {
  response: Response;
  /** The next event; waits for it. Null at the end of the stream. */
  next(): Promise<LiveEvent>;
  /** All until the end of the stream, which the server brings about. */
  rest(): Promise<LiveEvent[]>;
  /** What was sent beside events. */
  comments: string[];
  close(): Promise<void>;
}

/** Reads a live stream over the wire, the way a page does. */
export async function openStream(
  url: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<LiveStream> {
  const ending = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: ending.signal,
  });
  const comments: string[] = [];
  const received: LiveEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }: EventSourceMessage) => received.push({ id, event, data: JSON.parse(data) }),
    onComment: (comment) => comments.push(comment.trim()),
  });
  const chunks = response.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const read = async (): Promise<boolean> => {
    const chunk = await chunks?.next();
    if (!chunk || chunk.done) return false;
    parser.feed(chunk.value);
    return true;
  };
  return {
    response,
    comments,
    async next() {
      while (received.length === 0) if (!(await read())) throw new Error("The stream has ended.");
      return received.shift() as LiveEvent;
    },
    async rest() {
      while (await read());
      return received.splice(0);
    },
    async close() {
      ending.abort();
      await read().catch(() => {});
    },
  };
}
