import { css } from "lit";

/** What goes with a list: the tools above it, the badges in it, the button below it. */
export const list = css`
  .base {
    container-type: inline-size;
  }

  .list {
    display: grid;
    gap: 1em;
    padding: 0;
    margin: 0;
    list-style: none;
  }

  .item {
    display: grid;
    padding: 1.25em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }

  .item:focus {
    outline: none;
  }

  .item:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75em;
    margin-block-end: 1em;
  }

  .tools .input {
    flex: 1 1 14em;
  }

  .late {
    opacity: 0.6;
  }

  .row {
    align-items: baseline;
    font-size: 0.8125em;
  }

  .title {
    font-size: 1.125em;
    font-weight: 600;
    line-height: 1.3;
    text-wrap: pretty;
  }

  .link {
    color: inherit;
    text-decoration: none;
  }

  .link:hover {
    text-decoration: underline;
  }

  .link:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
    border-radius: 2px;
  }

  .foot {
    display: grid;
    justify-items: center;
    gap: 0.5em;
    padding-block-start: 1em;
  }

  .foot .button {
    min-inline-size: 10em;
  }

  .bar {
    display: block;
    block-size: 1em;
    margin-block: 0.14em;
    border-radius: 0.3em;
  }
`;
