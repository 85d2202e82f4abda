import { css } from "lit";

export const styles = css`
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    border-block-end: 1px solid var(--_line);
  }

  .tab {
    border-end-start-radius: 0;
    border-end-end-radius: 0;
    border-block-end: 3px solid transparent;
    color: var(--_muted);
  }

  .tab[aria-selected="true"] {
    color: var(--_accent-text);
    border-block-end-color: var(--_accent);
  }

  .outcome {
    min-block-size: 1.4em;
    margin: 0.5em 0;
    font-weight: 600;
  }

  .outcome:not(.bad) {
    color: var(--_accent-text);
  }

  .panel {
    display: grid;
    gap: 0.75em;
  }

  .panel:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 4px;
  }

  .heading {
    font-weight: 650;
  }

  .list {
    display: grid;
    padding: 0;
    margin: 0;
    list-style: none;
  }

  .entry {
    display: grid;
    gap: 0.375em;
    align-content: start;
    min-block-size: 7.25em;
    padding-block: 0.75em;
    overflow-wrap: anywhere;
  }

  .tall {
    min-block-size: 9.25em;
  }

  .entry + .entry,
  .card .entry {
    border-block-start: 1px solid var(--_line);
  }

  .entry:focus-visible {
    outline: 2px solid var(--_accent);
  }

  .amount {
    font-weight: 600;
  }

  .detail {
    font-size: 0.8125em;
    color: var(--_muted);
  }

  .quote {
    padding-inline-start: 0.75em;
    border-inline-start: 3px solid var(--_line);
    margin: 0;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
  }

  .entry .button,
  .group .button {
    min-block-size: 2.25em;
    padding: 0.25em 0.875em;
    font-size: 0.875em;
  }

  .group {
    display: grid;
    gap: 0.75em;
  }

  .ages {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  .ages caption {
    font-weight: 650;
    text-align: start;
  }

  .ages :is(th, td) {
    padding-block: 0.5em;
    padding-inline: 0 0.5em;
    border-block-end: 1px solid var(--_line);
    font-weight: inherit;
    text-align: start;
  }

  .ages thead th {
    font-size: 0.8125em;
    color: var(--_muted);
  }

  .ages .sum {
    padding-inline-end: 0;
    text-align: end;
    white-space: nowrap;
  }

  .flag {
    display: inline-block;
    padding-inline: 0.5em;
    border: 1px solid;
    border-radius: 1em;
    font-size: 0.8125em;
    font-weight: 600;
  }

  .bar {
    block-size: 1em;
    border-radius: 0.3em;
    inline-size: min(14em, 100%);
  }

  .foot {
    display: grid;
    justify-items: center;
    gap: 0.5em;
  }
`;
