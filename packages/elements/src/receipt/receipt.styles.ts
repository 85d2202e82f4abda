import { css } from "lit";

export const styles = css`
  .card {
    display: grid;
    grid-template-rows: auto auto 1fr;
    gap: 1em;
    max-inline-size: 34em;
    min-block-size: 29em;
  }

  .head {
    display: grid;
    gap: 0.25em;
    padding-block-end: 1em;
    border-block-end: 1px dashed var(--_line);
  }

  .title {
    font-weight: 600;
  }

  .amount {
    font-size: 2.25em;
    font-weight: 650;
    line-height: 1.2;
    justify-self: start;
  }

  .status {
    padding-inline: 0.625em;
    border: 1px solid var(--_line);
    border-radius: 1em;
    font-size: 0.8125em;
    font-weight: 500;
  }

  .facts {
    display: grid;
    align-content: start;
    gap: 0.375em;
    margin: 0;
  }

  .fact {
    display: grid;
    grid-template-columns: 9em minmax(0, 1fr);
    gap: 0 1em;
    font-size: 0.9375em;
    overflow-wrap: anywhere;
  }

  dt,
  .term {
    color: var(--_muted);
  }

  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  .id {
    font-family: ui-monospace, monospace;
    font-size: 0.875em;
  }

  @container (inline-size < 24em) {
    .fact {
      grid-template-columns: minmax(0, 1fr);
    }

    .card {
      min-block-size: 36em;
    }
  }

  .back {
    display: grid;
    align-content: start;
    justify-items: start;
    gap: 0.5em;
    padding-block-start: 1em;
    border-block-start: 1px dashed var(--_line);
  }

  .reversals {
    display: grid;
    gap: 0.5em;
    inline-size: 100%;
    padding: 0;
    margin: 0;
    list-style: none;
    font-size: 0.9375em;
  }

  .reversal {
    display: grid;
    overflow-wrap: anywhere;
  }

  .reversal bdi {
    justify-self: start;
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    align-content: end;
    justify-content: end;
    gap: 0.75em;
  }

  .note {
    flex: 1 1 100%;
    min-block-size: 1.4em;
    font-size: 0.8125em;
    text-align: end;
  }

  .bar {
    inline-size: 12em;
    max-inline-size: 100%;
    block-size: 1em;
    margin-block: 0.2em;
    border-radius: 0.3em;
  }

  .large {
    block-size: 2em;
    margin-block: 0.35em;
  }

  @media print {
    .foot {
      display: none;
    }
  }
`;
