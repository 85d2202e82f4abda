import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { webhooks } from "@bursar/sdk/contract";
import type { Tenant } from "../platform/context.ts";
import { AddressRefusedError, guardedLookup, refusalOfUrl, type TargetPolicy } from "./targets.ts";

type Attempt = webhooks.WebhookDelivery["attempts"][number];

/** How an attempt ended. */
export type Outcome = Pick<Attempt, "durationMilliseconds" | "status" | "error" | "response"> & {
  /** What the answer asked for. */
  retryAfterSeconds: number | null;
};

export interface Message {
  url: string;
  mode: Tenant["mode"];
  headers: Record<string, string>;
  body: string;
}

export interface Sender {
  send(message: Message): Promise<Outcome>;
  close(): void;
}

export interface SenderOptions extends TargetPolicy {
  timeoutMilliseconds?: number;
  /** How names are resolved, for tests. */
  resolve?: LookupFunction;
}

const timeoutMillisecondsDefault = 20_000;
const responseBytesMax = 1_024;
const idleMilliseconds = 10_000;

/**
 * Sends webhooks: to public addresses only, without following redirects, and without a proxy of the environment. Connections
 * are kept for a while: an endpoint with much to hear is not greeted anew each time.
 */
export function createSender({
  timeoutMilliseconds = timeoutMillisecondsDefault,
  resolve,
  ...policy
}: SenderOptions): Sender {
  const options = { keepAlive: true, timeout: idleMilliseconds, lookup: guardedLookup(policy, resolve) };
  const agents = { "http:": new HttpAgent(options), "https:": new HttpsAgent(options) };

  async function post({ url, mode, headers, body }: Message, signal: AbortSignal): Promise<Answer> {
    // Asked again for each attempt: an address that is written as a number is never resolved, and settings may have changed.
    if (refusalOfUrl(url, mode, policy) !== null) throw new AddressRefusedError(url);
    const target = new URL(url);
    const secure = target.protocol === "https:";
    const response = await answerTo(
      (secure ? httpsRequest : httpRequest)(target, {
        method: "POST",
        agent: secure ? agents["https:"] : agents["http:"],
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        signal,
      }),
      body,
    );
    return {
      status: response.statusCode as number,
      retryAfter: response.headers["retry-after"],
      // The status has decided already: whatever happens to the rest of the answer doesn't matter.
      text: await beginningOf(response).catch(() => ""),
    };
  }

  return {
    async send(message) {
      const start = performance.now();
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const duration = () => Math.round(performance.now() - start);
      try {
        const { status, retryAfter, text } = await post(message, signal);
        return {
          durationMilliseconds: duration(),
          status,
          error: null,
          response: text,
          retryAfterSeconds: secondsOf(retryAfter),
        };
      } catch (error) {
        return {
          durationMilliseconds: duration(),
          status: null,
          error: signal.aborted ? "timed_out" : errorOf(error),
          response: null,
          retryAfterSeconds: null,
        };
      }
    },
    close() {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

interface Answer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

const answerTo = (request: ClientRequest, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
    // A server that wants to speak another protocol is hung up on, which is told neither as an answer nor as an error.
    request.once("close", () => reject(new Error("closed without an answer")));
    request.end(body);
  });

/** As much of the body as is kept, as text that can be stored. The rest is not read. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes >= responseBytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, responseBytesMax).toString("utf8").replaceAll("\0", "");
}

/** Of `Retry-After` (RFC 9110, 10.2.3): seconds or a date. */
function secondsOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

const codes: Readonly<Record<string, Attempt["error"]>> = {
  ENOTFOUND: "name_not_found",
  EAI_AGAIN: "name_not_found",
  EAI_NODATA: "name_not_found",
};

function errorOf(error: unknown): Attempt["error"] {
  if (error instanceof AddressRefusedError) return "address_refused";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (codes[code]) return codes[code];
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)
    ? "tls_failed"
    : "connection_failed";
}
