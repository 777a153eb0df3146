import { css } from "lit";

export const nextAlarmStyle = css`
  section {
    display: grid;
    min-height: 10.25rem;
    padding: var(--space-l) 1rem;
    gap: var(--space) 1.5rem;
    grid-template: 1fr auto / 17rem minmax(0, 1fr);
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: var(--space);
    grid-column: 1 / -1;
  }

  .requests {
    min-width: 0;
    flex: 1 1 16rem;
  }

  h2 {
    color: var(--soft);
    font-weight: 500;
  }

  .time {
    font-size: 2.5rem;
    font-variant-numeric: tabular-nums;
    font-weight: 300;
    letter-spacing: -0.02em;
    line-height: 1.2;
    white-space: nowrap;
  }

  .time:is([data-kind="last"], [data-kind="none"]) {
    font-size: 1.625rem;
    font-weight: 400;
    line-height: 3rem;
  }

  .time[data-kind="last"] {
    color: var(--good);
  }

  .time[data-kind="none"] {
    color: var(--soft);
  }

  .caption {
    overflow: hidden;
    height: 3em;
    color: var(--soft);
    text-overflow: ellipsis;
  }

  .lesson {
    align-self: start;
    text-wrap: pretty;
  }

  .lesson strong {
    display: block;
    font-weight: 600;
  }

  .last {
    display: -webkit-box;
    overflow: hidden;
    min-height: 1.5em;
    margin-top: var(--space-s);
    -webkit-box-orient: vertical;
    color: var(--soft);
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }

  .last b {
    color: var(--text);
    font-weight: 500;
  }

  .answer {
    overflow: hidden;
    min-width: 0;
    height: 1.5em;
    flex: 1 0 100%;
    color: var(--soft);
    font-size: var(--size-s);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  @media (max-width: 34rem) {
    section {
      grid-template: auto auto auto / minmax(0, 1fr);
    }
  }
`;
