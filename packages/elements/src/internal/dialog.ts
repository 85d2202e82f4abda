import { html, type LitElement } from "lit";

/** The dialog that asks before anything happens, and what it asks about. */
export class Dialog<Draft extends { busy?: boolean }> {
  readonly #host: LitElement;
  #draft: Draft | undefined;

  constructor(host: LitElement) {
    this.#host = host;
  }

  get draft(): Draft | undefined {
    return this.#draft;
  }

  set draft(draft: Draft | undefined) {
    this.#draft = draft;
    this.#host.requestUpdate();
  }

  async open(draft: Draft): Promise<void> {
    this.draft = draft;
    await this.#host.updateComplete;
    this.#element?.showModal();
  }

  drop(): void {
    this.draft = undefined;
    this.#element?.close();
  }

  /** What has been sent stays as it was. */
  readonly type = (typed: Partial<Draft>): void => {
    if (this.#draft && !this.#draft.busy) this.draft = { ...this.#draft, ...typed };
  };

  /** Not while it is being done: whoever leaves would not know what came of it. */
  readonly cancel = (event: Event): void => {
    event.preventDefault();
    if (!this.#draft?.busy) this.drop();
  };

  /** At a second Escape the browser closes it, whatever is said against it. */
  readonly #closed = (): void => {
    if (this.#draft?.busy) this.#element?.showModal();
    else this.draft = undefined;
  };

  get #element() {
    return this.#host.renderRoot.querySelector("dialog");
  }

  render(content: unknown) {
    return html`<dialog
      class="dialog"
      part="dialog"
      aria-labelledby="question"
      aria-describedby="facts"
      @cancel=${this.cancel}
      @close=${this.#closed}
    >${content}</dialog>`;
  }
}
