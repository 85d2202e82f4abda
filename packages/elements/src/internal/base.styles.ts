import { css } from "lit";

// What every element stands on. The tokens that a host may set, on an element or on any ancestor: --bursar-accent,
// --bursar-on-accent, --bursar-danger, --bursar-radius.
export const base = css`
  :host([hidden]) {
    display: none !important;
  }

  .base {
    /* Not on the host: what it slots would inherit them. */
    --_accent: var(--bursar-accent, light-dark(#0b6e57, #4fd1a5));
    /* Black or white, whichever reads better on the accent: at this lightness they read alike. */
    --_on-accent: var(--bursar-on-accent, oklch(from var(--_accent) clamp(0, (0.6 - l) * 1000, 1) 0 0));
    --_accent-text: color-mix(in oklab, var(--_accent) 75%, currentcolor);
    --_danger: var(--bursar-danger, light-dark(#b3261e, #ff8a80));
    --_radius: var(--bursar-radius, 0.625em);
    --_muted: color-mix(in oklab, currentcolor 82%, transparent);
    --_line: color-mix(in oklab, currentcolor 18%, transparent);
    --_wash: color-mix(in oklab, currentcolor 8%, transparent);

    /* Themes push letter spacing, alignment, breaking and more into whatever inherits. Font and colour stay the host's. */
    all: initial;
    box-sizing: border-box;
    color: inherit;
    color-scheme: inherit;
    font-family: inherit;
    font-size: inherit;
    font-style: inherit;
    font-weight: inherit;
    visibility: inherit;
    cursor: inherit;
    -webkit-font-smoothing: inherit;
  }

  .base *,
  .base *::before,
  .base *::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none;
  }

  /* An amount stays in one piece with its currency, whatever stands around it. */
  .money {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
    unicode-bidi: isolate;
  }

  .muted {
    color: var(--_muted);
  }

  .bad {
    color: color-mix(in oklab, var(--_danger) 60%, currentcolor);
  }

  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .skeleton {
    border-radius: var(--_radius);
    background: linear-gradient(90deg, var(--_wash) 35%, color-mix(in oklab, currentcolor 14%, transparent) 50%, var(--_wash) 65%) 0 / 300% 100%;
    animation: shimmer 1.6s linear infinite;
  }

  @keyframes shimmer {
    from {
      background-position: 100% 0;
    }
    to {
      background-position: 0 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .skeleton {
      border: 1px solid GrayText;
    }
  }
`;
