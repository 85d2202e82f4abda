import { css } from "lit";

/** What asks before somebody leaves. */
export const cancelling = css`
  .outcome:not(:empty) {
    margin-block-end: 0.75em;
    font-weight: 600;
    color: var(--_accent-text);
  }

  .outcome:focus {
    outline: none;
  }

  .asked {
    grid-column: 1 / -1;
  }

  .question {
    display: grid;
    gap: 0.75em;
    padding: 1em;
    border-radius: var(--_radius);
    background-color: var(--_wash);
  }

  .question:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .question p {
    margin: 0;
  }

  .facts {
    display: grid;
    gap: 0.25em;
  }

  .choice {
    display: grid;
    gap: 0.25em;
    min-inline-size: 0;
    padding: 0;
    border: 0;
    margin: 0;
  }

  .choice label {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 1.75em;
    cursor: pointer;
  }

  .choice input {
    margin: 0;
    accent-color: var(--_accent);
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 0.75em;
  }

  @media (forced-colors: active) {
    .question {
      border: 1px solid CanvasText;
    }
  }
`;
