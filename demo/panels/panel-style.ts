import { css } from "lit";

/** Common styles of the panels. */
export const panelStyle = css`
  :host {
    container-type: inline-size;
  }

  .notice {
    display: grid;
    justify-items: start;
    gap: var(--space);
    max-width: 60ch;
    padding: var(--space-l);
    color: var(--soft);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space);
    padding: var(--space) var(--space-l);
  }

  .bar + .bar {
    padding-top: 0;
  }

  .push {
    margin-left: auto;
  }

  .body {
    padding: 0 var(--space-l) var(--space-l);
  }

  .message {
    color: var(--soft);
    overflow-wrap: anywhere;
  }

  .check {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
  }

  .field {
    display: grid;
    gap: 0.125rem;
    min-width: 0;
    font-size: var(--size-s);
  }

  .field > :is(input, select, textarea) {
    width: 100%;
    color: var(--text);
    font-size: var(--size);
  }

  textarea {
    display: block;
    width: 100%;
    field-sizing: content;
    min-height: 2.25rem;
    max-height: 16rem;
    padding: 0.375rem 0.5rem;
    line-height: 1.5;
    resize: vertical;
  }

  .field > :is(textarea, .mono) {
    font-family: var(--mono);
    font-size: var(--size-s);
  }

  .segments {
    display: inline-flex;
    max-width: 100%;
    margin-left: -0.5rem;
    overflow: auto hidden;
    scrollbar-width: none;
  }

  td {
    overflow-wrap: anywhere;
  }

  h3 {
    padding: var(--space) 0 var(--space-s);
  }
`;

/** Lists of terms and values. */
export const factListStyle = css`
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
`;
