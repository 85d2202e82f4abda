import { css } from "lit";

/** A sheet of paper, black on white, wherever it is looked at. */
export const paper = css`
  :root {
    color-scheme: light;
    color: #000;
    background: #fff;
    font: 11pt/1.5 system-ui, sans-serif;
  }

  body {
    max-width: 34em;
    margin: 2em auto;
    padding: 0 1em;
  }

  h1 {
    margin: 0;
    font-size: 1.25em;
  }

  .issuer,
  dt,
  .small {
    color: #444;
  }

  .amount {
    margin: 0.25em 0 0.75em;
    font-size: 2em;
    font-weight: 650;
  }

  dl {
    display: grid;
    grid-template-columns: 9em minmax(0, 1fr);
    gap: 0.375em 1em;
    padding-block: 1em;
    margin: 0;
    border-block-start: 1px dashed #888;
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }

  .id {
    font: 0.875em ui-monospace, monospace;
  }

  h2 {
    padding-block-start: 1em;
    margin: 0;
    border-block-start: 1px dashed #888;
    font-size: 1em;
  }

  ul {
    padding: 0;
    margin: 0.5em 0;
    list-style: none;
  }

  li {
    margin-block-end: 0.5em;
    break-inside: avoid;
  }
`;
