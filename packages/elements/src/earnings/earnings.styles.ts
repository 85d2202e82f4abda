import { css } from "lit";

export const styles = css`
  .cards {
    display: grid;
    gap: 1em;
  }

  .card:focus {
    outline: none;
  }

  .available {
    min-block-size: 1.2em;
    font-size: 2.25em;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.01em;
  }

  .available.skeleton {
    inline-size: 6ch;
  }

  .note {
    flex-basis: 100%;
    margin-block-end: 0.5em;
    min-block-size: 1.4em;
  }

  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9.5em, 1fr));
    gap: 0.75em 1em;
    padding-block-start: 1em;
    border-block-start: 1px solid var(--_line);
    margin: 0;
  }

  .fact {
    min-block-size: 4em;
  }

  .fact > * {
    margin: 0;
  }

  .owed {
    grid-column: 1 / -1;
    color: color-mix(in oklab, var(--_danger) 60%, currentcolor);
  }

  .owed .detail {
    color: inherit;
  }

  .outcome {
    min-block-size: 1.4em;
    margin: 0.75em 0;
    font-weight: 600;
  }

  .outcome:not(.bad) {
    color: var(--_accent-text);
  }

  .form {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 0.75em;
    padding-block: 1em;
    border-block-start: 1px solid var(--_line);
  }

  .form .field {
    flex: 1 14em;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75em;
    flex-basis: 100%;
  }

  .form [role="alert"] {
    flex-basis: 100%;
    margin: 0;
  }

  .form [role="alert"]:empty {
    display: none;
  }

  /* As high as a list of one. */
  .heading + .message {
    min-block-size: 4em;
  }

  .heading {
    display: block;
    margin-block: 1em 0.25em;
    font-weight: 650;
  }

  .choice {
    min-block-size: 2em;
    padding-inline: 0.5em;
    border: 1px solid color-mix(in oklab, currentcolor 55%, transparent);
    border-radius: var(--_radius);
    color: inherit;
    background-color: Canvas;
    font: inherit;
    font-size: 0.875em;
  }

  .foot {
    display: grid;
    justify-items: center;
    gap: 0.5em;
    padding-block: 0.75em;
  }
`;
