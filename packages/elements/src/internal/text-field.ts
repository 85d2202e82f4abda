import { html, nothing, type TemplateResult } from "lit";

interface TextField {
  id: string;
  label: unknown;
  value: string;
  lengthMax: number;
  inputMode?: "decimal" | "numeric" | "text";
  hint?: string | undefined;
  /** What is wrong with it, if anything is. */
  flaw?: string | undefined;
  onInput: (value: string) => void;
}

/** A line that is typed into, with its label above, and below what is to be said of it. */
export function textField({ id, label, value, lengthMax, inputMode, hint, flaw, onInput }: TextField): TemplateResult {
  // What is written runs its own way: a telephone number from left to right on a page that runs from right to left, too.
  // Not around the hint: it describes the field, and is no part of its name.
  return html`<div class="field" part="field">
    <label class="label" for=${id}>${label}</label>
    <input
      class="input"
      id=${id}
      inputmode=${inputMode ?? "text"}
      dir=${inputMode ? nothing : "auto"}
      autocomplete="off"
      maxlength=${lengthMax}
      aria-invalid=${Boolean(flaw)}
      aria-describedby="${id}-hint"
      .value=${value}
      @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
    />
    <span class="hint ${flaw ? "bad" : ""}" id="${id}-hint">${flaw ?? hint ?? nothing}</span>
  </div>`;
}
