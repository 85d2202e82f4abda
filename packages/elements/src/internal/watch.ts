import type { ReactiveController, ReactiveControllerHost } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import type { Resource, State } from "../session/resource.ts";
import { pageSession, type Query } from "../session/session.ts";

/** Shows an element something of the page's session, live, for as long as it is in the document. */
export class Watch<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #query: () => Query<T> | null;
  #key: string | undefined;
  #resource: Resource<T> | undefined;
  #unwatch: (() => void) | undefined;
  #error: unknown;
  readonly #forget: () => void;
  #audience = 0;

  /**
   * The query may change with the element's attributes; null while there is nothing to ask for. What the element keeps for
   * one user, it forgets before the next is shown anything.
   */
  constructor(host: ReactiveControllerHost & Element, query: () => Query<T> | null, forget = () => {}) {
    this.#host = host;
    this.#query = query;
    this.#forget = forget;
    host.addController(this);
  }

  get state(): State<T> {
    return this.#resource?.state ?? { status: "loading" };
  }

  /** The value, if it is known. */
  get value(): T | undefined {
    return this.#resource?.value;
  }

  /** A framework has rendered the tag on a server, and has yet to bring its properties and listeners. */
  get #isEarly(): boolean {
    return this.#host.hasAttribute("defer-hydration");
  }

  retry(): void {
    if (this.#resource) pageSession().retry(this.#resource);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
    if (!this.#isEarly) return;
    const properties = new MutationObserver(() => this.#host.requestUpdate());
    properties.observe(this.#host, { attributeFilter: ["defer-hydration"] });
  }

  hostUpdate(): void {
    const { audience } = pageSession();
    if (audience !== this.#audience || this.state.status === "signed-out") this.#forget();
    this.#audience = audience;
    const query = this.#query();
    if (query?.key === this.#key || !this.#host.isConnected || this.#isEarly) return;
    this.hostDisconnected();
    if (!query) return;
    const session = pageSession();
    this.#key = query.key;
    this.#resource = session.resource(query);
    this.#unwatch = session.watch(this.#resource, () => this.#host.requestUpdate());
  }

  hostUpdated(): void {
    const error = this.state.status === "error" ? this.state.error : undefined;
    if (error && error !== this.#error) this.#host.dispatchEvent(new BursarErrorEvent(error));
    this.#error = error;
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#resource = undefined;
    this.#key = undefined;
  }
}
