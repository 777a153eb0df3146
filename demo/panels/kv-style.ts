import { css } from "lit";

export const kvStyle = css`
  .prefix {
    flex: 1 1 9rem;
    max-width: 20rem;
  }
  p:empty,
  .message:not(:has(*)) {
    display: none;
  }
  .message {
    padding-bottom: var(--space);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding: var(--space-s) 0;
    border-top: 1px solid var(--line);
  }
  .head {
    display: flex;
    align-items: baseline;
    gap: var(--space-s);
  }
  .key {
    overflow: hidden;
    min-width: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .bytes {
    flex: 1;
    padding-left: var(--space-s);
    font-size: var(--size-s);
    white-space: nowrap;
  }
`;
