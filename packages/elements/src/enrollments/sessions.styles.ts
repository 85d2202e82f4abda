import { css } from "lit";

export const sessions = css`
  .asks {
    display: grid;
    align-items: center;
  }

  .asks:focus {
    outline: none;
  }

  .delivery {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 0.75em;
  }

  .delivery .field {
    margin-block-start: 0.5em;
  }

  .delivery .field,
  .delivery .bad {
    flex-basis: 100%;
  }
`;
