import { css } from "lit";

export const styles = css`
  .foot {
    display: grid;
    justify-items: center;
    gap: 0.5em;
    padding-block: 0.75em;
  }

  .foot .button {
    min-inline-size: 10em;
  }
`;
