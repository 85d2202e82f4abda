import { css } from "lit";

export const styles = css`
  :host {
    display: block;
  }

  .content:focus {
    outline: none;
  }

  .base {
    display: block;
    container-type: inline-size;
    line-height: 1.4;
  }

  .card {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 1em;
    min-block-size: 7em;
    padding: 1.25em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .mark {
    display: grid;
    place-items: center;
    align-self: start;
    inline-size: 2.75em;
    block-size: 2.75em;
    border-radius: 50%;
    background-color: var(--_wash);
  }

  .words {
    display: grid;
    gap: 0.125em;
    overflow-wrap: anywhere;
  }

  .title {
    font-size: 1.125em;
    font-weight: 600;
    text-wrap: balance;
    unicode-bidi: isolate;
  }

  .why {
    font-size: 0.875em;
  }

  .why:not(.bad) {
    color: var(--_muted);
  }

  .offer {
    grid-column: 1 / -1;
    display: grid;
    align-items: start;
    min-block-size: 4.3em;
  }

  .offer > * {
    inline-size: 100%;
  }

  .bar {
    inline-size: 12em;
    max-inline-size: 100%;
    block-size: 1em;
    margin-block: 0.2875em;
  }

  .short {
    inline-size: 8em;
    block-size: 0.75em;
  }

  .place {
    block-size: 2.75em;
  }

  @container (inline-size > 34em) {
    .card {
      grid-template-columns: auto minmax(0, 1fr) 17em;
    }

    .mark {
      align-self: center;
    }

    .offer {
      grid-column: auto;
    }
  }
`;
