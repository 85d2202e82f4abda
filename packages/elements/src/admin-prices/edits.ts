import type { LitElement } from "lit";
import { BursarErrorEvent } from "../events/error.ts";
import { changeOffering, type OfferingChange } from "../session/prices.ts";

/** What somebody has typed into a price or switched, until it is saved. */
export interface Edit {
  state: "unsaved" | "flawed" | "confirm" | "saving" | "saved" | "failed";
  /** What stands in the field, while it is not what the API says. */
  typed?: string | undefined;
  change?: OfferingChange;
  error?: unknown;
}

/** The edits of a table, by offering and by what of it is edited: a currency, or `available`. */
export class Edits {
  readonly #host: LitElement;
  readonly #edits = new Map<string, Map<string, Edit>>();
  /** Changes of one offering are sent one after the other, so that the last one typed is the last one said. */
  readonly #queues = new Map<string, Promise<void>>();

  constructor(host: LitElement) {
    this.#host = host;
  }

  of(offering: string): Map<string, Edit> {
    const known = this.#edits.get(offering) ?? new Map<string, Edit>();
    this.#edits.set(offering, known);
    return known;
  }

  set(offering: string, what: string, edit: Edit | null): void {
    if (edit) this.of(offering).set(what, edit);
    else this.of(offering).delete(what);
    this.#host.requestUpdate();
  }

  clear(): void {
    this.#edits.clear();
  }

  /** Saves a change; true when it is. What was typed meanwhile stays as it is typed. */
  async save(offering: string, what: string, change: OfferingChange): Promise<boolean> {
    const edit: Edit = { state: "saving", change, typed: this.of(offering).get(what)?.typed };
    this.set(offering, what, edit);
    const before = this.#queues.get(offering);
    const saved = this.#send(offering, change, before);
    this.#queues.set(
      offering,
      saved.then(() => {}),
    );
    const error = await saved;
    if (this.of(offering).get(what) === edit)
      this.set(offering, what, error ? { ...edit, state: "failed", error } : { state: "saved" });
    if (error) this.#host.dispatchEvent(new BursarErrorEvent(error));
    return !error;
  }

  async #send(offering: string, change: OfferingChange, before: Promise<void> | undefined): Promise<unknown> {
    await before;
    try {
      await changeOffering(offering, change);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
