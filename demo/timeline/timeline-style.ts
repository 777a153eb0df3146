import { css } from "lit";

export const timelineStyle = css`
  :host {
    display: flex;
    min-height: 8rem;
    flex-direction: column;
    --names: clamp(5.5rem, 22%, 11rem);
    --head: 52px;
    --lane: 36px;
  }

  /* Above the plot. */

  .toolbar {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    padding: var(--space-s) var(--space-l);
    gap: var(--space-s);
  }

  .toolbar h2 {
    margin-right: var(--space);
  }

  @media (max-width: 30rem) {
    .toolbar h2 {
      position: absolute;
      overflow: hidden;
      width: 1px;
      height: 1px;
      clip-path: inset(50%);
    }

    .toolbar {
      padding-inline: var(--space);
    }

    .toolbar input {
      width: 3.5rem;
      min-width: 3.5rem;
      flex: 1;
    }
  }

  .toolbar input {
    width: 8rem;
    min-height: var(--control-s);
    padding-block: 0;
    font-size: var(--size-s);
  }

  .toolbar .soft {
    font-size: var(--size-s);
  }

  .grow {
    flex: 1;
  }

  .square {
    width: var(--control-s);
    padding: 0;
  }

  #legend {
    width: 26rem;
    max-width: calc(100vw - 1rem);
    max-height: calc(100dvh - 2rem);
    padding: var(--space-l) 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--raised);
    box-shadow: var(--shadow);
    color: var(--text);
  }

  #legend ul {
    display: grid;
    padding: 0;
    margin: var(--space-s) 0;
    gap: 0 var(--space-l);
    grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
    list-style: none;
  }

  #legend li {
    display: flex;
    align-items: center;
    gap: var(--space);
  }

  #legend dl {
    display: grid;
    margin: var(--space-s) 0;
    gap: 0.125rem var(--space-l);
    grid-template-columns: auto 1fr;
  }

  #legend dd {
    margin: 0;
  }

  #legend p {
    margin-bottom: var(--space);
    font-size: var(--size-s);
  }

  kbd {
    font-family: var(--sans);
    font-weight: 600;
  }

  /* Details. */

  .details {
    overflow: auto;
    min-width: 0;
    padding: var(--space) var(--space-l) var(--space-l);
    background: var(--panel);
    font-size: var(--size-s);
  }

  .details header {
    display: flex;
    align-items: center;
    gap: var(--space);
  }

  .details h3 {
    flex: 1;
  }

  .details h4 {
    margin: var(--space-l) 0 var(--space-s);
    color: var(--soft);
    font-weight: 500;
  }

  .details dl {
    display: grid;
    margin: var(--space) 0;
    gap: var(--space-s) var(--space-l);
    grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
  }

  .details dt {
    color: var(--soft);
    font-size: 0.75rem;
  }

  .details dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .details ul {
    padding: 0;
    margin: 0;
    list-style: none;
  }

  .details li button {
    width: 100%;
    justify-content: start;
  }

  .details li .soft {
    margin-left: auto;
    font-variant-numeric: tabular-nums;
  }

  .object {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .details.beside {
    flex: 0 0 15.5rem;
    border-left: 1px solid var(--line);
  }

  .details.sheet {
    position: absolute;
    z-index: 5;
    right: 0;
    bottom: 0;
    left: 0;
    max-height: 75%;
    border-top: 1px solid var(--line);
    box-shadow: var(--shadow);
  }

  /* On a phone they have the lower part of the screen. */
  @media (max-width: 36rem) {
    .details.sheet {
      position: fixed;
      z-index: 30;
      max-height: 40dvh;
      padding-bottom: max(var(--space-l), env(safe-area-inset-bottom));
      background: var(--raised);
    }
  }
`;
