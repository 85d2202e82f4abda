import { css } from "lit";

export const styles = css`
  /* It stands in a sentence, so the sentence's lines are its lines. */
  .base {
    line-height: inherit;
  }

  .amount {
    font-weight: 600;
  }

  .skeleton {
    display: inline-block;
    inline-size: 7ch;
    block-size: 0.85em;
    vertical-align: -0.08em;
    border-radius: 0.3em;
  }

  /* A finger needs room that a line of text doesn't have: it reaches over the line without moving it. */
  .button {
    display: inline;
    min-block-size: 0;
    padding: 0.5em;
    border: 0;
    margin: -0.5em -0.25em;
    color: var(--_accent-text);
  }
`;
