import { css } from "lit";

/**
 * Base styles of every element: `static styles = [shared, css…]`. Colours and sizes are in `tokens.css`.
 *
 * Classes: `primary`, `danger`, `small`, `quiet` (no border until hovered) on buttons; `hidden` for
 * text for screen readers only; `soft`, `mono`, `number`, `empty`, `problem` for text; `row` for a
 * wrapping line of controls; `scroll` for a scrollable box.
 */
export const shared = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
    font-size: var(--size);
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h2,
  h3 {
    margin: 0;
    font-size: var(--size);
    font-weight: 600;
  }

  p {
    margin: 0;
  }

  a {
    color: var(--accent);
  }

  button,
  input,
  select,
  textarea {
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-height: var(--control);
    padding: 0 0.75rem;
    border: 1px solid var(--field-line);
    border-radius: var(--radius-s);
    background: var(--panel);
    cursor: pointer;
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
  }

  button:hover:enabled,
  .button:hover {
    background: var(--hover);
  }

  button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }

  button.primary:hover:enabled {
    background: color-mix(in oklab, var(--accent) 85%, var(--text));
  }

  button.danger {
    color: var(--bad);
  }

  button.quiet {
    border-color: transparent;
    background: transparent;
  }

  button.quiet:hover:enabled {
    background: var(--hover);
  }

  button.small {
    min-height: var(--control-s);
    padding: 0 0.5rem;
    font-size: var(--size-s);
    font-weight: 400;
  }

  button[aria-pressed="true"] {
    border-color: var(--accent);
    background: var(--selected);
  }

  input:not([type="checkbox"], [type="radio"], [type="range"]),
  select,
  textarea {
    min-height: var(--control);
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--field-line);
    border-radius: var(--radius-s);
    background: var(--panel);
  }

  input[type="checkbox"],
  input[type="radio"],
  input[type="range"] {
    accent-color: var(--accent);
  }

  textarea,
  .mono {
    font-family: var(--mono);
    font-size: var(--size-s);
  }

  label {
    color: var(--soft);
  }

  ::placeholder {
    color: var(--soft);
    opacity: 1;
  }

  :disabled {
    cursor: default;
    opacity: 0.55;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  table {
    width: 100%;
    border-collapse: collapse;
  }

  th {
    position: sticky;
    z-index: 1;
    top: 0;
    padding: 0.25rem 0.5rem;
    background: var(--panel);
    color: var(--soft);
    font-weight: 400;
    text-align: left;
  }

  td {
    height: 2rem;
    padding: 0.125rem 0.5rem;
    border-top: 1px solid var(--line);
  }

  [role="tablist"] {
    display: flex;
    overflow: auto hidden;
    scrollbar-width: none;
  }

  [role="tab"] {
    position: relative;
    flex: none;
    border-color: transparent;
    border-radius: 0;
    background: transparent;
    color: var(--soft);
    font-weight: 500;
  }

  [role="tab"]:hover:enabled {
    background: var(--hover);
    color: var(--text);
  }

  [role="tab"][aria-selected="true"] {
    color: var(--text);
  }

  [role="tab"][aria-selected="true"]::after {
    position: absolute;
    right: 0.5rem;
    bottom: 0;
    left: 0.5rem;
    height: 2px;
    background: var(--accent);
    content: "";
  }

  [role="tab"]:focus-visible {
    outline-offset: -2px;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space);
  }

  .scroll {
    overflow: auto;
  }

  .soft {
    color: var(--soft);
  }

  .number {
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }

  .empty {
    padding: var(--space-l);
    color: var(--soft);
  }

  .problem {
    color: var(--bad);
    overflow-wrap: anywhere;
  }

  .hidden {
    position: absolute;
    overflow: hidden;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
