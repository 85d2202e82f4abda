import { css } from "lit";

/** What can be pressed. A look says how much it asks to be: accent, tonal, outline, wash. */
export const button = css`
  :where(.button) {
    all: unset;
  }

  .button {
    position: relative;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.625em;
    min-block-size: 2.75em;
    padding: 0.5em 1em;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    font-weight: 600;
    text-align: center;
    cursor: pointer;
    transition:
      background-color 120ms,
      translate 120ms;
  }

  .button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .button[aria-disabled="true"] {
    cursor: default;
  }

  .accent {
    color: var(--_on-accent);
    background-color: var(--_accent);
    box-shadow:
      inset 0 1px 0 rgb(255 255 255 / 0.14),
      0 1px 2px rgb(0 0 0 / 0.16);
  }

  .tonal {
    background-color: color-mix(in oklab, var(--_accent) 12%, transparent);
  }

  .outline {
    border-color: var(--_line);
  }

  .wash {
    color: var(--_muted);
    background-color: var(--_wash);
  }

  .quiet {
    padding-inline: 0.25em;
    font-weight: 400;
    color: var(--_muted);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }

  .button:not([aria-disabled="true"]):hover {
    background-color: color-mix(in oklab, var(--_accent) 20%, transparent);
  }

  .accent:not([aria-disabled="true"]):hover {
    background-color: color-mix(in oklab, var(--_accent), black 10%);
  }

  .button:not([aria-disabled="true"]):active {
    translate: 0 1px;
  }

  .icon {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    vertical-align: -0.125em;
  }

  /* A link's arrow points onwards. */
  a .icon:dir(rtl) {
    transform: scaleX(-1);
  }

  .spinner {
    position: absolute;
    inline-size: 1.25em;
    block-size: 1.25em;
    border: 2px solid;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: spin 0.7s linear infinite;
  }

  [aria-busy="true"] > :not(.spinner) {
    opacity: 0;
  }

  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .button {
      transition: none;
    }

    .spinner {
      animation-duration: 4s;
    }
  }

  @media (forced-colors: active) {
    .button {
      border-color: ButtonBorder;
    }

    .wash {
      color: GrayText;
      border-color: GrayText;
    }

    .base .icon.icon {
      color: inherit;
    }

    /* The gap in the ring is transparent, which is forced into a colour as well. */
    .spinner {
      forced-color-adjust: none;
      border-color: CanvasText;
      border-block-start-color: Canvas;
    }
  }
`;
