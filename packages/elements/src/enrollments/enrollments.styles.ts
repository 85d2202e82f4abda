import { css } from "lit";

export const styles = css`
  .list {
    gap: 0.75em;
  }

  .item {
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.5em 1.25em;
    min-block-size: 6.5em;
    padding-block: 1em;
  }

  .what {
    display: grid;
    gap: 0.25em;
  }

  .detail {
    font-size: 0.875em;
    color: var(--_muted);
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }

  /* Its words stand in line with those above. */
  .item .quiet {
    margin-inline: -0.25em;
  }

  .asks {
    min-block-size: 2.75em;
  }

  .good {
    color: var(--_accent-text);
  }

  .progress {
    display: flex;
    align-items: center;
    gap: 0.75em;
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
  }

  .track {
    flex: 1;
    max-inline-size: 24em;
    block-size: 0.5em;
    border-radius: 1em;
    overflow: hidden;
    background-color: var(--_wash);
  }

  .fill {
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background-color: var(--_accent);
  }

  .summary {
    inline-size: fit-content;
    padding-block: 1em;
    font-weight: 600;
    cursor: pointer;
  }

  .past .item {
    min-block-size: 0;
  }

  .name {
    inline-size: 60%;
  }

  @container (inline-size < 26em) {
    .item {
      grid-template-columns: minmax(0, 1fr);
      min-block-size: 9.75em;
    }
  }

  @media (forced-colors: active) {
    .track {
      border: 1px solid CanvasText;
    }

    .fill {
      forced-color-adjust: none;
      background-color: Highlight;
    }
  }
`;
