import { css } from "lit";

/** Marks and spans, in the plot and in the legend. */
export const markStyle = css`
  /* Spans. */

  .span {
    position: absolute;
    top: calc(50% - 0.5px);
    height: 0;
    border-top: 1px solid color-mix(in oklab, var(--soft) 55%, transparent);
    pointer-events: none;
  }

  .span.retry {
    border-top: 1px dashed var(--bad);
  }

  .span.running {
    top: calc(50% - 3px);
    height: 6px;
    border: 0;
    border-radius: 3px;
    background: color-mix(in oklab, var(--accent) 45%, transparent);
  }

  .span.late {
    top: calc(50% - 4px);
    height: 8px;
    border: 1px solid var(--warn);
    background: repeating-linear-gradient(115deg, transparent 0 3px, var(--warn) 3px 4px);
  }

  .mark {
    position: absolute;
    top: 50%;
    width: 18px;
    height: 18px;
    border-radius: 50%;
    margin: -9px 0 0 -9px;
    color: var(--text);
    cursor: pointer;
  }

  /* A larger target than the shape. */
  .mark::before {
    position: absolute;
    inset: -5px -3px;
    content: "";
  }

  .mark:hover {
    z-index: 2;
    background: var(--hover);
  }

  .mark:focus-visible {
    z-index: 3;
    outline-offset: 1px;
  }

  .mark.chosen {
    z-index: 2;
    box-shadow: 0 0 0 2px var(--accent);
    background: var(--selected);
  }

  svg {
    display: block;
    width: 16px;
    height: 16px;
    flex: none;
  }

  .mark svg {
    position: absolute;
    margin: 1px;
  }

  .good {
    color: var(--good);
  }

  .bad {
    color: var(--bad);
  }

  .warn {
    color: var(--warn);
  }

  .quiet {
    color: var(--soft);
  }

  :is(.coming, .retry, .running):is(.mark, svg) {
    color: var(--accent);
  }

  svg .line {
    fill: none;
    stroke: currentColor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.6;
  }

  svg .thick {
    stroke-width: 2.4;
  }

  svg .dashed {
    stroke-dasharray: 2.4 2.2;
  }

  svg .fill {
    fill: currentColor;
  }

  svg .cut {
    fill: none;
    stroke: var(--panel);
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.7;
  }

  /* Covers the line, so that the ring is empty. */
  .mark:is(.coming, .canceled, .deleted, .replaced, .lost, .running):not(.chosen, :hover) {
    background: var(--panel);
  }

  .count {
    position: absolute;
    top: -6px;
    left: 11px;
    min-width: 13px;
    padding: 0 3px;
    border: 1px solid var(--panel);
    border-radius: 7px;
    background: var(--text);
    color: var(--panel);
    font-size: 0.625rem;
    font-weight: 600;
    line-height: 12px;
    text-align: center;
  }

  .mark .label {
    position: absolute;
    top: 0;
    left: 22px;
    padding: 0 2px;
    background: color-mix(in oklab, var(--panel) 80%, transparent);
    color: var(--text);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    line-height: 18px;
    pointer-events: none;
    white-space: nowrap;
  }

  .mark.flip .label {
    right: 22px;
    left: auto;
  }

  @media (prefers-reduced-motion: no-preference) {
    .mark.running svg {
      animation: pulse 1s ease-in-out infinite alternate;
    }
  }

  @keyframes pulse {
    to {
      opacity: 0.45;
    }
  }

  .edge {
    position: absolute;
    z-index: 2;
    right: 0;
    height: var(--lane);
    min-height: 0;
    padding: 0 var(--space-s) 0 1.5rem;
    border: 0;
    border-radius: 0;
    background: linear-gradient(to right, transparent, var(--panel) 1.25rem);
    color: var(--accent);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    font-weight: 400;
  }

  .edge.before {
    right: auto;
    left: 0;
    padding: 0 1.5rem 0 var(--space-s);
    background: linear-gradient(to left, transparent, var(--panel) 1.25rem);
  }

  .edge:hover:enabled {
    background: var(--panel);
    text-decoration: underline;
  }

  @media (forced-colors: active) {
    .mark.chosen {
      outline: 2px solid Highlight;
    }

    .count {
      border-color: CanvasText;
    }
  }
`;
