import { css } from "lit";

export const objectsStyle = css`
  .search {
    flex: 1 1 10rem;
    max-width: 20rem;
  }
  h3 {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--space);
  }
  .facts {
    color: var(--soft);
    font-size: var(--size-s);
    font-weight: 400;
  }
  .none {
    padding-bottom: var(--space);
  }
  ul {
    margin: 0 calc(-1 * var(--space));
    padding: 0;
    list-style: none;
  }
  li + li {
    border-top: 1px solid var(--line);
  }
  li[data-selected] > .object {
    background: var(--selected);
  }
  .object {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 6.5rem 7.5rem 5.5rem;
    justify-content: stretch;
    width: 100%;
    min-height: 2.25rem;
    padding: 0.25rem var(--space);
    font-weight: 400;
    text-align: left;
  }
  @container (width < 30rem) {
    .object {
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 0.5rem;
    }
    .size {
      display: none;
    }
    .alarm:empty {
      display: none;
    }
    .alarm {
      grid-row: 2;
      grid-column: 1 / -1;
      padding-left: 1rem;
      text-align: left;
    }
  }
  .name {
    overflow: hidden;
    font-weight: 500;
    text-overflow: ellipsis;
  }
  .mark {
    display: inline-block;
    width: 1rem;
    color: var(--soft);
  }
  .mark::before {
    content: "▸";
  }
  [aria-expanded="true"] .mark::before {
    content: "▾";
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    color: var(--soft);
  }
  .state::before {
    width: 0.5rem;
    height: 0.5rem;
    border: 1.5px solid currentColor;
    border-radius: 50%;
    content: "";
  }
  .state[data-state="running"]::before,
  .state[data-state="idle"]::before {
    border-color: var(--good);
    background: var(--good);
  }
  .state[data-state="idle"]::before {
    background: transparent;
  }
  .state[data-state="hibernating"]::before {
    border-color: var(--accent);
  }
  .state[data-state="broken"] {
    color: var(--bad);
  }
  .state[data-state="broken"]::before {
    background: currentColor;
  }
`;
