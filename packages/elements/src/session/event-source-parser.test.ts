import { expect, test } from "vitest";
import { createParser } from "./event-source-parser.ts";

function read(chunks: string[], maxBufferSize = 1000): unknown[] {
  const told: unknown[] = [];
  const parser = createParser({
    onId: (id) => told.push({ id }),
    onEvent: (event) => told.push(event),
    onComment: (comment) => told.push({ comment }),
    onRetry: (retry) => told.push({ retry }),
    maxBufferSize,
  });
  for (const chunk of chunks) parser.feed(chunk);
  return told;
}

const stream = 'retry: 500\n\n: hello\n\nid: 1\nevent: reset\ndata: {"a":\ndata:1}\n\nid: 2\n\ndata: x\n\n';
const told = [
  { retry: 500 },
  { comment: "hello" },
  { id: "1" },
  { event: "reset", data: '{"a":\n1}' },
  { id: "2" },
  { event: undefined, data: "x" },
];

test.for(["\n", "\r\n"])("tells what a stream says, with lines that end in %j, however it is cut", (end) => {
  const text = stream.replaceAll("\n", end);
  expect(read([text])).toEqual(told);
  expect(read([...text])).toEqual(told);
});

test("an event that is not whole is not told, nor its id", () => {
  expect(read(["id: 1\ndata: x\n"])).toEqual([]);
});

test("what it doesn't know is left alone", () => {
  expect(read(["colour: red\nid: a\0b\nretry: soon\ndata\n\n"])).toEqual([{ event: undefined, data: "" }]);
});

test("an event that never ends is given up", () => {
  expect(() => read(["data: ", "x".repeat(100)], 50)).toThrow(RangeError);
});
