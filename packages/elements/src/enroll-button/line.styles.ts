import { css } from "lit";

export const line = css`
  .leaving {
    display: flex;
    justify-content: center;
    gap: 1.5em;
    font-size: 0.8125em;
  }

  /* In the room of the note, while that has nothing to say. */
  .note:has(+ .instead),
  .instead {
    grid-area: 2 / 1;
  }

  .leaving .button {
    min-block-size: 0;
    padding-block: 0;
    border: 0;
  }

  /* A line of small text is too little to hit. */
  .leaving .button::after {
    content: "";
    position: absolute;
    inset: -0.375em -0.5em;
  }
`;
