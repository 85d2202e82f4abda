import { css } from "lit";

export const styles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375em;
  }

  .chip {
    padding-inline: 0.875em;
    font-weight: 500;
  }

  .chip[aria-pressed="true"] {
    border-color: var(--_accent);
    background-color: color-mix(in oklab, var(--_accent) 12%, transparent);
  }

  @media (forced-colors: active) {
    /* As specific as what is hovered, whose colour is none of these. */
    .button.chip[aria-pressed="true"] {
      forced-color-adjust: none;
      color: SelectedItemText;
      background-color: SelectedItem;
    }
  }

  .item {
    grid-template-rows: auto auto 1fr auto;
    gap: 0.5em;
  }

  .what {
    display: grid;
    align-content: start;
    gap: 0.25em;
  }

  .when {
    font-size: 0.875em;
    font-weight: 500;
  }

  .price {
    font-size: 1.125em;
    font-weight: 600;
  }

  .description {
    display: -webkit-box;
    overflow: hidden;
    font-size: 0.9375em;
    color: var(--_muted);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  .enroll {
    display: grid;
    inline-size: 100%;
    min-block-size: 4.3em;
    margin-block-start: 0.5em;
  }

  /* The card has said it already. */
  .enroll::part(price) {
    display: none;
  }

  .bar.name {
    margin-block: 0.23em;
  }

  .bar.words {
    block-size: 3.66em;
  }

  .bar.place {
    block-size: 2.75em;
    margin-block: 0.5em 1.55em;
  }

  @container (inline-size > 34em) {
    .list {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }

  @container (inline-size > 54em) {
    .list {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }

  @container (inline-size > 80em) {
    .list {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
  }
`;
