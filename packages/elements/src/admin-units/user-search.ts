import type { UserWithBalances } from "@bursar/sdk";
import type { LitElement, ReactiveController } from "lit";
import { Watch } from "../internal/watch.ts";
import type { State } from "../session/resource.ts";
import { type Matches, usersQuery } from "../session/users.ts";

// As long as somebody types on, nothing is asked.
const pauseMs = 200;

interface Options {
  /** One of them was chosen. */
  open: (user: UserWithBalances) => void;
  /** Another is looked for. */
  leave: () => void;
}

/** What is searched for, who was found, and the keys with which one of them is chosen. */
export class UserSearch implements ReactiveController {
  typed = "";
  readonly #host: LitElement;
  readonly #options: Options;
  readonly #users: Watch<Matches | null>;
  #search = "";
  /** What was found last: it stays while more is typed. */
  #found: { search: string; matches: Matches | null } | undefined;
  #active: string | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, options: Options) {
    this.#host = host;
    this.#options = options;
    this.#users = new Watch(
      host,
      () => usersQuery(this.#search),
      () => {
        this.#found = undefined;
        options.leave();
      },
    );
    host.addController(this);
  }

  get state(): State<Matches | null> {
    const { state } = this.#users;
    // Nothing of what was found is lost by looking further.
    return state.status === "loading" && this.#found ? { status: "ready", value: this.#found.matches } : state;
  }

  get users(): UserWithBalances[] {
    return this.#found?.matches?.users ?? [];
  }

  /** Whether who was found is not yet who is looked for. */
  get isLate(): boolean {
    return this.#found?.search !== this.typed.trim();
  }

  /** The place of whoever the arrow keys have reached; -1 for nobody. */
  get place(): number {
    return this.users.findIndex(({ id }) => id === this.#active);
  }

  hostUpdate(): void {
    const { state } = this.#users;
    if (state.status === "ready") this.#found = { search: this.#search, matches: state.value };
  }

  hostDisconnected(): void {
    clearTimeout(this.#pause);
  }

  retry(): void {
    this.#users.retry();
  }

  open(user: UserWithBalances): void {
    this.#active = user.id;
    this.#options.open(user);
  }

  readonly type = (event: InputEvent): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.#active = undefined;
    this.#options.leave();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#ask(), pauseMs);
    this.#host.requestUpdate();
  };

  readonly key = (event: KeyboardEvent): void => {
    const act = { ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), Enter: () => this.#enter() }[
      event.key
    ];
    // With an input method, these keys choose among what it offers.
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  };

  #ask(): void {
    clearTimeout(this.#pause);
    this.#search = this.typed.trim();
    this.#host.requestUpdate();
  }

  async #move(step: number): Promise<void> {
    const { users } = this;
    const from = this.place < 0 && step < 0 ? 0 : this.place;
    this.#active = users[(from + step + users.length) % users.length]?.id;
    this.#options.leave();
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  #enter(): void {
    const { users, place } = this;
    const user = users[place] ?? (users.length === 1 && !this.isLate ? users[0] : undefined);
    if (user) this.open(user);
    else this.#ask();
  }
}
