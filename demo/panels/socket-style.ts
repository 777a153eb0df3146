import { css } from "lit";

export const socketStyle = css`
  section {
    display: grid;
    gap: var(--space);
    padding: var(--space);
    border: 1px solid var(--line);
    border-radius: var(--radius-s);
  }
  .url {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .code {
    width: 5rem;
  }
  .close {
    display: flex;
    align-items: center;
    gap: var(--space);
    min-width: 0;
  }
  .reason {
    width: 8rem;
    min-width: 3rem;
    flex-shrink: 1;
  }
  .close input {
    min-height: var(--control-s);
    font-size: var(--size-s);
  }
  [role="log"] {
    max-height: 14rem;
  }
  .line {
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr);
    align-items: baseline;
    gap: var(--space);
    padding: 0.125rem 0;
    font-size: var(--size-s);
  }
  time {
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .data {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  [data-from="page"] .arrow {
    color: var(--accent);
  }
  [data-from="object"] .arrow {
    color: var(--good);
  }
  [data-from="note"] {
    color: var(--soft);
  }
  .send {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: var(--space);
    align-items: center;
  }
  .text {
    overflow: hidden;
    max-width: 100%;
    text-overflow: ellipsis;
    justify-content: start;
  }
  p:empty {
    display: none;
  }
`;
