import { css } from "lit";

export const styles = css`
  /* A width of its own, whatever it says: no state and no language moves what stands beside it. */
  :host {
    display: inline-grid;
    align-content: start;
    inline-size: 17em;
    max-inline-size: 100%;
    vertical-align: top;
  }

  .base {
    display: grid;
    gap: 0.375em;
    line-height: 1.4;
  }

  .price {
    padding-inline-start: 0.625em;
    border-inline-start: 1px solid color-mix(in oklab, currentcolor 35%, transparent);
  }

  /* Editors wrap what they are given in paragraphs, with the theme's margins. */
  ::slotted(*) {
    display: inline !important;
    margin: 0 !important;
  }

  slot[name="top-up"] {
    display: block;
  }

  .note .icon {
    color: var(--_accent-text);
  }

  .note {
    min-block-size: 1.4em;
    font-size: 0.8125em;
    text-align: center;
    text-wrap: balance;
  }
`;
