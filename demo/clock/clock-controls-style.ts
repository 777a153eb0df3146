import { css } from "lit";

export const clockControlsStyle = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    padding: var(--space) var(--space-l);
    gap: 0.375rem var(--space);
  }

  /* A fixed basis: the controls do not move when badge and time change. */
  .now {
    display: flex;
    overflow: hidden;
    min-width: 0;
    flex: 1 1 11.5rem;
    align-items: center;
    gap: var(--space);
  }

  .badge {
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    color: var(--soft);
    font-size: var(--size-s);
    font-weight: 600;
    white-space: nowrap;
  }

  .now:is([data-mode="frozen"], [data-mode="rated"]) .badge {
    border-color: var(--warn);
    background: var(--warn-ground);
    color: var(--warn);
  }

  time {
    overflow: hidden;
    font-variant-numeric: tabular-nums;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .segments {
    display: flex;
  }

  .segments button {
    border-radius: 0;
    margin-left: -1px;
  }

  .segments button:first-child {
    border-radius: var(--radius-s) 0 0 var(--radius-s);
    margin-left: 0;
  }

  .segments button:last-child {
    border-radius: 0 var(--radius-s) var(--radius-s) 0;
  }

  .segments button:is(:focus-visible, [aria-pressed="true"]) {
    z-index: 1;
  }

  button[aria-pressed="true"] {
    font-weight: 600;
  }

  .actions {
    flex-wrap: nowrap;
  }

  [popover] {
    width: 20.5rem;
    max-width: calc(100vw - 16px);
    padding: var(--space-l);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    margin: 0;
    background: var(--raised);
    box-shadow: var(--shadow);
    color: var(--text);
    inset: auto;
  }

  [popover]:popover-open {
    display: grid;
    gap: var(--space);
  }

  [popover] h3 {
    color: var(--soft);
    font-size: var(--size-s);
    font-weight: 500;
  }

  [popover] p {
    font-size: var(--size-s);
  }

  form :is(input, select) {
    min-height: var(--control-s);
    padding-block: 0;
    font-size: var(--size-s);
  }

  form input {
    width: 5rem;
  }

  @media (max-width: 30rem) {
    /* The popover has it too. */
    .actions > :first-child {
      display: none;
    }

    .segments {
      order: 1;
      flex: 1 0 100%;
    }

    .segments button {
      flex: 1;
    }

    [popover] .row button {
      display: inline-flex;
    }
  }

  .status {
    color: var(--soft);
    font-size: var(--size-s);
  }

  :is(.status, .problem):empty {
    display: none;
  }

  .problem {
    flex-basis: 100%;
    font-size: var(--size-s);
  }
`;
