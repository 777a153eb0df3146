import { css } from "lit";

export const consoleStyle = css`
  :host {
    display: flex;
    height: 100%;
    min-height: 8rem;
    flex-direction: column;
    container: console / inline-size;
  }

  .toolbar {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    padding: var(--space-s) var(--space-l);
    border-bottom: 1px solid var(--line);
    gap: var(--space-s);
  }

  .toolbar :is(input, select) {
    min-width: 0;
    max-width: 12rem;
    min-height: var(--control-s);
    padding-block: 0;
    font-size: var(--size-s);
  }

  .toolbar input {
    flex: 0 1 9rem;
  }

  .toolbar select {
    flex: 0 1 auto;
  }

  .toolbar .soft {
    font-size: var(--size-s);
  }

  .grow {
    flex: 1;
  }

  .frame {
    position: relative;
    min-height: 0;
    flex: 1;
  }

  .lines {
    position: absolute;
    overflow: auto;
    inset: 0;
    overflow-anchor: none;
  }

  .lines:focus-visible {
    outline-offset: -2px;
  }

  /* A new line only lays out its own block. */
  .block {
    contain: content;
  }

  .line {
    display: grid;
    align-items: baseline;
    padding: 0.125rem var(--space-l) 0.125rem calc(var(--space-l) - 3px);
    border-bottom: 1px solid color-mix(in oklab, var(--line) 45%, transparent);
    border-left: 3px solid transparent;
    font-size: var(--size-s);
    gap: 0 var(--space);
    grid-template-columns: 7.25rem 9.5rem minmax(0, 1fr);
  }

  .line.selected {
    border-left-color: var(--accent);
    background: var(--selected);
  }

  .line[data-level="error"] {
    background: var(--bad-ground);
    color: var(--bad);
  }

  .line[data-level="warn"] {
    background: var(--warn-ground);
    color: var(--warn);
  }

  .line[data-level="debug"] {
    color: var(--soft);
  }

  .line.selected[data-level] {
    background: var(--selected);
  }

  .when {
    min-height: 0;
    justify-content: start;
    padding: 0;
    border: 0;
    background: transparent;
    color: var(--soft);
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    font-weight: 400;
  }

  .when:hover:enabled {
    background: transparent;
    color: var(--accent);
    text-decoration: underline;
  }

  .line:is([data-level="error"], [data-level="warn"]) .when {
    color: inherit;
  }

  .object {
    overflow: hidden;
    color: var(--text);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .object small {
    padding: 0 0.3125rem;
    border: 1px solid var(--line);
    border-radius: 3px;
    margin-left: 0.25rem;
    color: var(--soft);
    font-size: 0.6875rem;
  }

  .text {
    margin: 0;
    font-family: var(--mono);
    font-size: 0.78125rem;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .level {
    font-weight: 600;
  }

  .earlier {
    display: flex;
    width: 100%;
    border: 0;
    border-radius: 0;
  }

  .to-end {
    position: absolute;
    right: 1.25rem;
    bottom: var(--space);
    background: var(--raised);
    box-shadow: var(--shadow);
  }

  @container console (max-width: 34rem) {
    .toolbar :is(input, select) {
      flex: 1 1 5.5rem;
    }

    .grow {
      display: none;
    }

    .line {
      grid-template-columns: auto minmax(0, 1fr);
    }

    .text {
      grid-column: 1 / -1;
    }
  }
`;
