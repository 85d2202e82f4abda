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
  let unfinished = "";
  const chunks = response.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const read = async (): Promise<boolean> => {
    const chunk = await chunks?.next();
    if (!chunk || chunk.done) return false;
    const blocks = (unfinished + chunk.value).split("\n\n");
    unfinished = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith(":")) comments.push(block.slice(1).trim());
      else received.push(eventOf(block));
    }
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

function eventOf(block: string): LiveEvent {
  const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s) as [string, string]));
  return { id: fields.get("id"), event: fields.get("event"), data: JSON.parse(fields.get("data") ?? "null") };
}
