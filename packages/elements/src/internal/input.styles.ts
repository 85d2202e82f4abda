import { css } from "lit";

/** What is typed into. */
export const input = css`
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
`;
