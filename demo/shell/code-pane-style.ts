import { css } from "lit";

export const codePaneStyle = css`
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    padding-right: var(--space-s);
    border-bottom: 1px solid var(--line);
  }

  .bar [role="tablist"] {
    min-width: 0;
    padding-left: var(--space-s);
  }

  [role="tab"] {
    min-height: calc(var(--control) + 0.25rem);
    font-family: var(--mono);
    font-size: var(--size-s);
  }

  [role="tab"][data-problem] {
    color: var(--bad);
  }

  form {
    display: flex;
    align-items: center;
    padding-left: var(--space);
    gap: var(--space-s);
  }

  form input {
    width: 10rem;
    min-width: 0;
  }

  tabd-menu {
    margin-left: auto;
  }

  .code {
    position: relative;
    display: grid;
    min-height: 0;
    flex: 1;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }

  /* Same metrics as editor/editor-theme.ts. */
  textarea {
    width: 100%;
    padding: 0.5rem 0.5rem 0.5rem 3.375rem;
    border: 0;
    border-radius: 0;
    background: transparent;
    font: var(--size-s) / 1.5 var(--mono);
    resize: none;
    tab-size: 2;
    white-space: pre;
  }

  textarea:focus-visible {
    outline-offset: -2px;
  }

  .mount {
    min-height: 0;
  }

  .problems {
    overflow: auto;
    max-height: 7rem;
    flex: none;
    padding: var(--space) var(--space-l);
    border-top: 1px solid var(--line);
    margin: 0;
    background: var(--bad-ground);
    list-style: none;
  }

  .problems button {
    min-height: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--bad);
    font-family: var(--mono);
    font-size: var(--size-s);
    font-weight: 400;
    text-align: left;
    text-decoration: underline;
    white-space: normal;
  }
`;
