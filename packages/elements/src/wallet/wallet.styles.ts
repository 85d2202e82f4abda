import { css } from "lit";

export const styles = css`
  .base {
    display: grid;
    gap: 1.5em;
  }

  .card {
    padding-block-end: 0.5em;
  }

  .head {
    flex-wrap: wrap;
    padding-block-end: 0.75em;
    border-block-end: 1px solid var(--_line);
  }

  .balance {
    min-block-size: 1.2em;
    font-size: 2.25em;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.01em;
    font-variant-numeric: tabular-nums;
    unicode-bidi: isolate;
  }

  .balance.skeleton {
    inline-size: 6ch;
    border-radius: 0.3em;
  }

  .notes {
    flex-basis: 100%;
    min-block-size: 1.4em;
    font-size: 0.875em;
    color: var(--_muted);
  }

  .note {
    unicode-bidi: isolate;
  }

  /* Beside a large balance there is no room for it. */
  @container (inline-size < 20em) {
    .head {
      row-gap: 0.75em;
    }

    .head .button {
      inline-size: 100%;
    }
  }

  .nothing {
    padding-block: 1em;
    color: var(--_muted);
  }
`;
