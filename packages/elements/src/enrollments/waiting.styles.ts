import { css } from "lit";

export const waiting = css`
  /* Without anything to say, nothing of it takes room. */
  .told:not(:empty),
  .heading {
    display: block;
    margin-block: 1em 0.5em;
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
