import { css } from "lit";

/** The form, which comes later. */
export const styles = css`
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
`;
