import { css } from "lit";

/** What is typed into, with its label above and what is to be said of it below. */
export const field = css`
  .field {
    display: grid;
    gap: 0.25em;
    align-content: start;
  }

  .label {
    font-size: 0.875em;
    font-weight: 600;
  }

  .input {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 1px solid color-mix(in oklab, currentcolor 55%, transparent);
    border-radius: var(--_radius);
    color: inherit;
    background-color: transparent;
    font: inherit;
  }

  .input:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .input[aria-invalid="true"] {
    border-color: var(--_danger);
  }

  .hint {
    min-block-size: 1.4em;
    font-size: 0.8125em;
    color: var(--_muted);
  }

  .hint.bad {
    color: color-mix(in oklab, var(--_danger) 60%, currentcolor);
  }
`;
