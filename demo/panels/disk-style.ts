import { css } from "lit";
import { factListStyle } from "./panel-style.ts";

export const diskStyle = css`
  ${factListStyle}
  p:empty,
  .message:not(:has(*)):empty {
    display: none;
  }
  .question {
    display: grid;
    gap: var(--space);
    margin-bottom: var(--space);
    padding: var(--space-l);
    border-radius: var(--radius-s);
    background: var(--bad-ground);
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: baseline;
    gap: var(--space-s) var(--space-l);
    margin: 0 0 var(--space);
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: center;
    gap: var(--space);
    min-height: 2rem;
    border-top: 1px solid var(--line);
  }
  .file {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--space);
    min-width: 0;
    padding: 0.125rem 0;
  }
  .path {
    overflow: hidden;
    color: var(--soft);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .report {
    margin-bottom: var(--space);
  }
`;
