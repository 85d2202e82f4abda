import { css } from "lit";

export const styles = css`
  .table {
    display: table;
    inline-size: 100%;
    border-collapse: collapse;
  }

  .head,
  .cell {
    padding: 0.5em 0.75em;
    border-block-end: 1px solid var(--_line);
    text-align: start;
    vertical-align: middle;
    font-weight: inherit;
  }

  .head {
    font-size: 0.8125em;
    font-weight: 600;
    color: var(--_muted);
  }

  .head:first-child,
  .name {
    padding-inline-start: 0;
    overflow-wrap: anywhere;
  }

  .title {
    display: block;
    font-size: 1em;
  }

  .id {
    font-size: 0.8125em;
    color: var(--_muted);
  }

  .amount {
    inline-size: 9em;
  }

  .amount .input {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .label {
    display: none;
  }

  .input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .dirty {
    border-color: var(--_accent);
    background-color: color-mix(in oklab, var(--_accent) 8%, transparent);
  }

  .switch {
    appearance: none;
    display: block;
    inline-size: 2.75em;
    block-size: 1.5em;
    padding: 0.1875em;
    border: 1px solid color-mix(in oklab, currentcolor 55%, transparent);
    border-radius: 1em;
    margin: 0;
    cursor: pointer;
  }

  .switch::before {
    content: "";
    display: block;
    block-size: 100%;
    aspect-ratio: 1;
    border-radius: 50%;
    background-color: currentcolor;
    opacity: 0.7;
  }

  .switch:checked {
    border-color: var(--_accent);
    background-color: var(--_accent);
  }

  .switch:checked::before {
    margin-inline-start: auto;
    background-color: var(--_on-accent);
    opacity: 1;
  }

  .switch:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .status {
    inline-size: 15em;
    font-size: 0.8125em;
    color: var(--_muted);
  }

  .status .button {
    display: flex;
    inline-size: fit-content;
    min-block-size: 2em;
    padding: 0.125em 0.75em;
    margin-block-start: 0.25em;
  }

  /* Numbers run from left to right in any language. */
  .number {
    text-align: right;
  }

  .good {
    color: var(--_accent-text);
  }

  .hint {
    margin: 0 0 0.75em;
  }

  .places {
    padding-block-start: 3.75em;
  }

  .place {
    margin-block: 0 1.06em;
    block-size: 2.75em;
  }

  @container (inline-size < 46em) {
    .table,
    .body {
      display: block;
    }

    .heads {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .entry {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(8em, 1fr));
      gap: 0.5em 0.75em;
      padding-block: 1em;
      border-block-end: 1px solid var(--_line);
    }

    .cell {
      display: block;
      inline-size: auto;
      padding: 0;
      border: 0;
    }

    .name,
    .status {
      grid-column: 1 / -1;
      min-block-size: 1.4em;
    }

    .places {
      padding-block-start: 2.9em;
    }

    .place {
      block-size: 9.9em;
    }

    .switch {
      margin-block: 0.625em;
    }

    .label {
      display: block;
      margin-block-end: 0.25em;
      font-size: 0.8125em;
      color: var(--_muted);
    }
  }

  @media (forced-colors: active) {
    .switch::before {
      background-color: ButtonText;
    }

    .switch:checked {
      forced-color-adjust: none;
      background-color: Highlight;
      border-color: Highlight;
      color: HighlightText;
    }

    .switch:checked::before {
      background-color: HighlightText;
    }
  }
`;
