import { css } from "lit";

export const styles = css`
  .search {
    block-size: 2.75em;
    margin-block: 1.5em 3.1em;
  }

  .outcome {
    min-block-size: 1.4em;
    margin: 0.25em 0;
    font-weight: 600;
    color: var(--_accent-text);
  }

  p.hint {
    margin: 0 0 0.25em;
  }

  .users {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow: hidden;
  }

  .late {
    opacity: 0.6;
  }

  .user {
    padding: 0.625em 0.875em;
    cursor: pointer;
  }

  .user + .user {
    border-block-start: 1px solid var(--_line);
  }

  .user:hover {
    background-color: var(--_wash);
  }

  .user[aria-selected="true"] {
    background-color: color-mix(in oklab, var(--_accent) 16%, transparent);
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .person {
    display: grid;
    gap: 1.25em;
  }

  /* What closes it stays in its corner. */
  .person > .row {
    flex-wrap: nowrap;
  }

  .name {
    font-size: 1.25em;
    font-weight: 650;
    line-height: 1.3;
  }

  .square {
    flex: none;
    inline-size: 2.75em;
    padding: 0;
    margin: -0.5em;
  }

  .wallets,
  .form,
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 0.75em;
  }

  .wallets {
    min-inline-size: 0;
    padding: 0;
    border: 0;
    margin: 0;
  }

  .wallet {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 2.75em;
    padding: 0.375em 0.875em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    cursor: pointer;
  }

  .wallet:has(:checked) {
    border-color: var(--_accent);
    background-color: color-mix(in oklab, var(--_accent) 12%, transparent);
  }

  .wallet:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .radio {
    margin: 0;
    accent-color: var(--_accent);
    outline: none;
  }

  .form .field {
    flex: 1 14em;
  }

  .acts .button {
    min-inline-size: 6em;
  }

  .acts,
  .wide {
    flex-basis: 100%;
  }

  .small {
    grid-column: -3 / -1;
    justify-self: start;
    min-block-size: 2em;
    padding: 0.125em 0.75em;
    margin-block-start: 0.5em;
    font-size: 0.8125em;
  }
`;
