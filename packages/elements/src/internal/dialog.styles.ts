import { css } from "lit";

/** What asks before anything happens, and says again what about. */
export const dialog = css`
  .dialog {
    inline-size: min(30em, 100% - 2em);
    padding: 1.5em;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.5);
    color: CanvasText;
    background-color: Canvas;
    font: inherit;
    line-height: 1.4;
    box-shadow: 0 1em 3em rgb(0 0 0 / 0.3);
  }

  .dialog::backdrop {
    background-color: rgb(0 0 0 / 0.45);
  }

  .confirmation {
    display: grid;
    gap: 1em;
  }

  .confirmation p {
    min-block-size: 1.4em;
    margin: 0;
  }

  .facts {
    display: grid;
    grid-template-columns: fit-content(40%) minmax(0, 1fr);
    gap: 0.5em 1em;
    margin: 0;
    overflow-wrap: anywhere;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0;
    font-weight: 600;
  }

  dd .detail {
    font-weight: 400;
  }
`;
