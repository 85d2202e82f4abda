import type * as z from "zod";
import type { Operation, Query, Result } from "./contract/operation.ts";
import { type PageBody, type PageList, paginate } from "./pagination.ts";
import type { Path } from "./path.ts";
import type { Call, IdempotentOptions, RequestOptions, Transport } from "./transport.ts";

type Fields = z.ZodObject;

/** What one may send to an operation: the fields that have a default may be left out. */
export type Input<O> = O extends Operation<Fields, Fields, infer B, z.ZodType> ? z.input<B> : never;

/** How a list is narrowed and paged; `limit` and `cursor` in each. */
export type Filter<O> = Partial<Query<O>>;

type Item<O> = Result<O> extends { data: (infer I)[] } ? I : never;

/** The verbs that resources are written in, each typed by the operation of the contract that it calls. */
export class Api {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Whether `/v1/me` is someone. */
  get namesUser(): boolean {
    return this.#transport.credentials.namesUser;
  }

  get<O extends Operation>(path: Path, options?: RequestOptions): Promise<Result<O>> {
    return this.#transport.json({ ...options, method: "get", path });
  }

  list<O extends Operation>(path: Path, query: Call["query"], options?: RequestOptions): PageList<Item<O>> {
    return paginate((cursor) => {
      const from = cursor === undefined ? query : { ...query, cursor };
      return this.#transport.json<PageBody<Item<O>>>({ ...options, method: "get", path, query: from });
    });
  }

  put<O extends Operation>(path: Path, body: Input<O>, options?: RequestOptions): Promise<Result<O>> {
    return this.#transport.json({ ...options, method: "put", path, body });
  }

  patch<O extends Operation>(path: Path, body: Input<O>, options?: RequestOptions): Promise<Result<O>> {
    return this.#transport.json({ ...options, method: "patch", path, body });
  }

  delete<O extends Operation>(path: Path, options?: RequestOptions): Promise<Result<O>> {
    return this.#transport.json({ ...options, method: "delete", path });
  }

  post<O extends Operation>(path: Path, body: Input<O>, options?: RequestOptions): Promise<Result<O>> {
    return this.#transport.json({ ...options, method: "post", path, body });
  }

  /** A `post` that moves money, XP, seats or access: it carries an idempotency key, and can be retried. */
  postOnce<O extends Operation>(path: Path, body: Input<O>, options?: IdempotentOptions): Promise<Result<O>> {
    return this.#transport.json({ ...options, method: "post", path, body, idempotent: true });
  }

  /** Opens an event stream, after the event with this id or from now on. */
  stream(path: Path, lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
    return this.#transport.stream(path, lastEventId, signal);
  }
}
