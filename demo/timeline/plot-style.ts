import { css } from "lit";

/** The plot: ruler, lanes and their content. */
export const plotStyle = css`
  /* The plot, with the details beside or over it. */

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

  .rule:is(.page, .host, .leader, .disk) {
    border-left: 1px dashed var(--field-line);
  }

  .rule.host-lost {
    border-left: 1px dashed var(--bad);
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
  }
`;
