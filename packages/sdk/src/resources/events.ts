import type { Filter } from "../api.ts";
import type * as contract from "../contract/events.ts";
import { EventStream, type EventStreamOptions } from "../event-stream.ts";
import type { PageList } from "../pagination.ts";
import { path } from "../path.ts";
import type { RequestOptions } from "../transport.ts";
import { Resource } from "./resource.ts";

export class Events extends Resource {
  /**
   * All events of the tenant, oldest first. Keep the last `page.nextCursor` and ask again from there: no event is ever
   * skipped. A `for await` ends when all events so far have been read. Errors: `cursor.invalid`.
   */
  list(filter?: Filter<typeof contract.listEvents>, options?: RequestOptions): PageList<contract.Event> {
    return this.api.list<typeof contract.listEvents>(path`/v1/events`, filter, options);
  }

  /**
   * The events of whoever the user token names, live, until the loop is left or `signal` aborts. Skip the types that you
   * don't know: more will come.
   *
   * @example
   * for await (const event of bursar.events.stream()) {
   *   if (event.type === "transaction.posted") console.log(event.data.balance);
   * }
   */
  stream(options?: EventStreamOptions): EventStream {
    return new EventStream({ connect: (...from) => this.api.stream(path`/v1/me/events`, ...from) }, options);
  }
}
