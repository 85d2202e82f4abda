import { css } from "lit";

/** A list of transactions. */
export const statement = css`
  .lines {
    display: block;
    padding: 0;
    margin: 0;
    list-style: none;
  }

  .line {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0.125em 0.75em;
    align-items: start;
    min-block-size: 4em;
    padding-block: 0.625em;
    border-block-end: 1px solid var(--_line);
  }

  .line:last-child {
    border-block-end: 0;
  }

  .line:focus {
    outline: none;
  }

  .line:focus-visible {
    outline: 2px solid var(--_accent);
  }

  .mark {
    display: grid;
    place-items: center;
    inline-size: 2.25em;
    block-size: 2.25em;
    margin-block-start: 0.1875em;
    border-radius: 50%;
    background-color: var(--_wash);
  }

  .what,
  .sums {
    display: grid;
    gap: 0.125em;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }

  .sums {
    margin-inline-start: auto;
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  .title,
  .amount {
    font-weight: 600;
    unicode-bidi: isolate;
  }

  .title a {
    color: inherit;
    text-decoration-color: var(--_line);
    text-underline-offset: 0.2em;
  }

  .title a:hover {
    text-decoration-color: currentcolor;
  }

  .title a:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
    border-radius: 2px;
  }

  .over .amount {
    text-decoration: line-through;
    color: var(--_muted);
  }

  .status {
    display: inline-block;
    padding-inline: 0.5em;
    border: 1px solid var(--_line);
    border-radius: 1em;
    font-size: 0.75em;
    font-weight: 500;
    vertical-align: 0.125em;
    white-space: nowrap;
  }

  .detail {
    font-size: 0.8125em;
    color: var(--_muted);
  }

  @container (inline-size < 24em) {
    .line {
      grid-template-columns: minmax(0, 1fr) auto;
      min-block-size: 5.25em;
    }

    .line :is(.what, .sums) {
      display: contents;
    }

    .line .mark {
      display: none;
    }

    .line .amount {
      grid-area: 1 / 2;
    }

    .line .detail {
      grid-column: 1 / -1;
      text-align: start;
    }
  }

  .bar {
    inline-size: 9em;
    max-inline-size: 100%;
    block-size: 1em;
    margin-block: 0.2em;
    border-radius: 0.3em;
  }

  .short {
    inline-size: 6em;
    block-size: 0.8em;
  }
`;
