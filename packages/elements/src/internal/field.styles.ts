import { css } from "lit";

/** What stands around a line that is typed into: its label above, and below what is to be said of it. */
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

  .hint {
    min-block-size: 1.4em;
    font-size: 0.8125em;
    color: var(--_muted);
  }

  .hint.bad {
    color: color-mix(in oklab, var(--_danger) 60%, currentcolor);
  }
`;
