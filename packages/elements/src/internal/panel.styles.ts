import { css } from "lit";

/** An element that stands by itself, as wide as the page lets it. */
export const panel = css`
  /* The container takes no width from what is in it: without one of its own, it would shrink to nothing in a flex box. */
  :host {
    display: block;
    min-inline-size: min(100%, 20em);
  }

  .base {
    display: block;
    container-type: inline-size;
    line-height: 1.4;
  }

  .card {
    display: block;
    padding: 1.25em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25em 1em;
  }

  .message {
    display: grid;
    justify-items: start;
    gap: 0.75em;
    padding-block: 1em;
    margin: 0;
  }

  .message:not(.bad) {
    color: var(--_muted);
  }
`;
