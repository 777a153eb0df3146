import { css, html, type TemplateResult } from "lit";
import type { ServerControl } from "tabd";
import type { ActorKey } from "../session/session.ts";
import { factListStyle } from "./panel-style.ts";
import { SessionElement } from "./session-element.ts";
import { errorWords, sameActor } from "./words.ts";

/**
 * The details of an object or facet, with buttons that act on it and show the result. Dispatches `done`
 * after each action, and `show-panel` with the name of a panel.
 */
export abstract class ControlElement extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _busy: { state: true },
    _message: { state: true },
    _problem: { state: true },
  };

  declare private _busy: boolean;
  declare private _message: string;
  declare private _problem: string;

  constructor() {
    super();
    this._busy = false;
    this.clearMessages();
  }

  /** The object or facet the buttons act on. */
  protected abstract get subject(): ActorKey;

  /** Clears the messages when the subject changes. */
  protected clearMessages(): void {
    this._message = this._problem = "";
  }

  /** @param work returns a message. */
  protected button(
    label: string,
    disabled: boolean,
    work: (control: ServerControl) => Promise<string>,
  ): TemplateResult {
    return html`<button
      type="button"
      class="small"
      ?disabled=${disabled || this._busy || !this.canAsk}
      @click=${() => this.#do(work)}
    >
      ${label}
    </button>`;
  }

  protected storageButton(disabled: boolean): TemplateResult {
    const detail = "storage";
    return html`<button
      type="button"
      class="small"
      ?disabled=${disabled}
      @click=${() =>
        this.dispatchEvent(
          new CustomEvent("show-panel", { detail, bubbles: true, composed: true }),
        )}
    >
      Show storage
    </button>`;
  }

  protected renderMessages(): TemplateResult {
    return html`<p class="message" role="status">${this._message}</p>
      <p class="problem" role="alert">${this._problem}</p>`;
  }

  async #do(work: (control: ServerControl) => Promise<string>): Promise<void> {
    const server = this.session?.server;
    if (server === undefined) return;
    this._busy = true;
    this.clearMessages();
    const { subject } = this;
    try {
      const message = await work(server.control);
      if (sameActor(subject, this.subject)) this._message = message;
    } catch (error) {
      if (sameActor(subject, this.subject)) {
        this._problem = errorWords(error).replace(/^Error: /, "");
      }
    } finally {
      this._busy = false;
      this.dispatchEvent(new Event("done"));
    }
  }
}

export const fact = (name: string, value: unknown): TemplateResult =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

export const factsStyle = css`
  ${factListStyle}
  :host {
    display: grid;
    gap: var(--space);
    padding: var(--space-s) var(--space) var(--space-l) 1.5rem;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.125rem var(--space-l);
    margin: 0;
  }
  p:empty {
    display: none;
  }
`;
