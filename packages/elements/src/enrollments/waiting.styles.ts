import { css } from "lit";

export const waiting = css`
  .waiting {
    display: grid;
    gap: 0.5em;
    margin-block-start: 1em;
  }

  .told:not(:empty) {
    font-weight: 600;
    color: var(--_accent-text);
  }

  .told:focus {
    outline: none;
  }

  .waiting .item {
    min-block-size: 0;
  }

  .waiting .bad {
    grid-column: 1 / -1;
  }
`;
