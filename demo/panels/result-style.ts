import { css } from "lit";

export const resultStyle = css`
  .result {
    max-height: 24rem;
    border: 1px solid var(--line);
    border-radius: var(--radius-s);
  }

  .result table {
    width: auto;
    min-width: 100%;
    font-size: var(--size-s);
  }

  .result :is(th, td) {
    height: auto;
    padding: 0.25rem var(--space);
    vertical-align: top;
  }

  .result th {
    font-family: var(--mono);
    white-space: nowrap;
  }

  .result .text {
    min-width: 6ch;
    max-width: 48ch;
    white-space: pre-wrap;
  }

  .result .number {
    text-align: left;
  }
`;
