import { css } from "lit";

/** The plot: ruler, lanes, and what is on them. */
export const plotStyle = css`
  /* The plot, and the details beside or over it. */

  .body {
    position: relative;
    display: flex;
    overflow: hidden;
    min-height: 0;
    flex: 1;
    border-top: 1px solid var(--line);
  }

  .frame {
    position: relative;
    overflow: hidden;
    min-width: 0;
    flex: 1;
  }

  .scroller {
    position: absolute;
    display: flex;
    overflow: hidden auto;
    align-items: flex-start;
    inset: 0;
    overscroll-behavior-x: none;
    scrollbar-width: thin;
  }

  .head {
    position: sticky;
    z-index: 3;
    top: 0;
    height: var(--head);
    border-bottom: 1px solid var(--line);
    background: var(--panel);
  }

  .names {
    position: relative;
    min-height: 100%;
    flex: 0 0 var(--names);
    border-right: 1px solid var(--line);
  }

  .context,
  .names .page {
    overflow: hidden;
    height: 24px;
    padding: 0 var(--space) 0 var(--space-l);
    color: var(--soft);
    font-size: 0.75rem;
    line-height: 24px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .names .page {
    height: 27px;
    line-height: 27px;
  }

  .name {
    position: absolute;
    right: 0;
    left: 0;
    display: grid;
    height: var(--lane);
    min-height: 0;
    align-content: center;
    justify-content: stretch;
    padding: 0 var(--space) 0 var(--space-l);
    border: 0;
    border-radius: 0;
    background: transparent;
    gap: 0;
    line-height: 1.15;
    text-align: left;
  }

  .name[aria-pressed="true"] {
    background: var(--selected);
  }

  .name > * {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .name small {
    color: var(--soft);
    font-size: 0.6875rem;
    font-weight: 400;
  }

  .plot {
    position: relative;
    /* clip, not hidden: the head sticks to the scroller. */
    overflow: clip;
    min-width: 0;
    min-height: 100%;
    flex: 1;
    cursor: grab;
    touch-action: pan-y;
    user-select: none;
  }

  .plot:active {
    cursor: grabbing;
  }

  .plot:focus-visible {
    outline-offset: -3px;
  }

  .plot .head {
    overflow: clip;
  }

  .ruler {
    position: relative;
    height: 24px;
  }

  .layer {
    position: absolute;
    top: 0;
    left: 0;
    width: 0;
    height: 100%;
  }

  .tick {
    position: absolute;
    bottom: 0;
    height: 6px;
    border-left: 1px solid var(--line);
  }

  .tick.minor {
    height: 3px;
  }

  .tick span {
    position: absolute;
    bottom: 4px;
    color: var(--soft);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    line-height: 1.2;
    translate: -50%;
    white-space: nowrap;
  }

  .tick.strong span {
    color: var(--text);
    font-weight: 600;
  }

  .lanes {
    position: absolute;
    overflow: clip;
    height: 100%;
    inset: var(--head) 0 0;
  }

  .row {
    position: absolute;
    left: 0;
    height: var(--lane);
  }

  .row.page {
    position: relative;
    height: 27px;
    border-top: 1px solid var(--line);
    background: var(--sunken);
  }

  .rule {
    position: absolute;
    top: 0;
    height: 100%;
    border-left: 1px solid color-mix(in oklab, var(--line) 55%, transparent);
  }

  .rule.strong {
    border-left-color: var(--line);
  }

  .rule:is(.page, .host, .owner, .disk) {
    border-left: 1px dashed var(--field-line);
  }

  .rule.host-lost {
    border-left: 1px dashed var(--bad);
  }

  /* What is along a lane. */

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

  /* One need not hit it quite. */
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

  /* Over the waiting line, so that an empty ring is empty. */
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

  /* Now. */

  .over {
    position: absolute;
    z-index: 4;
    overflow: clip;
    inset: 0 0 0 var(--names);
    pointer-events: none;
  }

  .now {
    position: absolute;
    top: 0;
    bottom: 0;
    left: -1px;
    border-left: 2px solid var(--accent);
  }

  .tag {
    position: absolute;
    top: 3px;
    left: -2px;
    padding: 0 0.3125rem;
    border-radius: 3px;
    background: var(--accent);
    /* Of a label that it covers in part, nothing is left to puzzle over. */
    box-shadow: 0 0 0 5px var(--panel);
    color: var(--on-accent);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    line-height: 18px;
    white-space: nowrap;
  }

  .now.left .tag {
    right: 0;
    left: auto;
  }

  .empty {
    position: absolute;
    top: var(--head);
    right: 0;
    left: var(--names);
    pointer-events: none;
    text-align: center;
  }

  @media (forced-colors: active) {
    .now {
      border-left-color: Highlight;
    }

    .mark.chosen {
      outline: 2px solid Highlight;
    }

    .count {
      border-color: CanvasText;
    }
  }
`;
