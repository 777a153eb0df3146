import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ObjectInfo, ServerControl, SocketInfo } from "tabd";
import { momentWords } from "../clock/time-words.ts";
import { fileSize } from "../quantities.ts";
import { shared } from "../style/shared.ts";
import { panelStyle } from "./panel-style.ts";
import { SessionElement } from "./session-element.ts";
import { errorWords, sameActor } from "./words.ts";

/**
 * What is known of one object, and the buttons for it. Dispatches `done` after each, and
 * `show-panel` with the name of the panel that has more of it.
 */
export class ObjectDetails extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    object: { attribute: false },
    sockets: { attribute: false },
    _busy: { state: true },
    _message: { state: true },
    _problem: { state: true },
  };

  declare object: ObjectInfo;
  declare sockets: readonly SocketInfo[];
  declare private _busy: boolean;
  declare private _message: string;
  declare private _problem: string;

  constructor() {
    super();
    this.sockets = [];
    this._busy = false;
    this._message = "";
    this._problem = "";
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("object") as ObjectInfo | undefined;
    if (before !== undefined && !sameActor(before, this.object)) this._message = this._problem = "";
  }

  protected override render(): TemplateResult {
    const { object } = this;
    const { id, nextAlarm, problem } = object;
    return html`<dl>
        ${fact("Id", html`<span class="mono">${id}</span>`)}
        ${fact("Next alarm", nextAlarm === null ? "none" : momentWords(nextAlarm))}
        ${fact("File", object.fileSize === 0 ? "none yet" : fileSize(object.fileSize))}
        ${this.sockets.length === 0 ? nothing : fact("Sockets", this.#renderSockets())}
      </dl>
      ${problem === null ? nothing : html`<p class="problem">Broken: ${problem}</p>`}
      ${this.#renderButtons()}
      <p class="message" role="status">${this._message}</p>
      <p class="problem" role="alert">${this._problem}</p>`;
  }

  #renderSockets(): TemplateResult {
    return html`<ul>
      ${this.sockets.map(
        ({ state, hibernating, tags }) =>
          html`<li>
            ${state}${hibernating ? ", hibernating" : ""}${
              tags.length === 0 ? "" : `, tags: ${tags.join(", ")}`
            }
          </li>`,
      )}
    </ul>`;
  }

  #renderButtons(): TemplateResult {
    const { nextAlarm, state, fileSize: size } = this.object;
    const noAlarm = nextAlarm === null;
    const inMemory = state === "running" || state === "idle";
    return html`<div class="row">
      ${this.#button("Fire now", noAlarm, async (control) => {
        const { outcome, error } = await control.runAlarm(this.object);
        const words = error === null ? "" : `${error.name}: ${error.message}`;
        if (outcome === "failed") throw new Error(`The handler failed. ${words}`);
        return outcomeWords[outcome];
      })}
      ${this.#button("Delete alarm", noAlarm, async (control) =>
        (await control.deleteAlarm(this.object)) ? "The alarm is deleted." : "There was no alarm.",
      )}
      ${this.#button("Fail the next alarm", false, async (control) => {
        await control.failNextAlarm(this.object);
        return "The next delivery of its alarm will fail.";
      })}
      ${this.#button("Evict", !inMemory, async (control) => {
        await control.evict(this.object);
        return "It is out of memory; the next event starts it again.";
      })}
      ${this.#button("Abort", !inMemory, async (control) => {
        await control.abort(this.object, "aborted in the playground");
        return "It was reset.";
      })}
      <button
        type="button"
        class="small"
        ?disabled=${size === 0}
        @click=${() =>
          this.dispatchEvent(
            new CustomEvent("show-panel", { detail: "storage", bubbles: true, composed: true }),
          )}
      >
        Show its storage
      </button>
    </div>`;
  }

  #button(
    label: string,
    disabled: boolean,
    work: (control: ServerControl) => Promise<string>,
  ): TemplateResult {
    return html`<button
      type="button"
      class="small"
      ?disabled=${disabled || this._busy || this.session?.server === undefined}
      @click=${() => this.#do(work)}
    >
      ${label}
    </button>`;
  }

  async #do(work: (control: ServerControl) => Promise<string>): Promise<void> {
    const server = this.session?.server;
    if (server === undefined) return;
    this._busy = true;
    this._message = this._problem = "";
    const { object } = this;
    try {
      const message = await work(server.control);
      if (sameActor(object, this.object)) this._message = message;
    } catch (error) {
      if (sameActor(object, this.object)) this._problem = errorWords(error).replace(/^Error: /, "");
    } finally {
      this._busy = false;
      this.dispatchEvent(new Event("done"));
    }
  }

  static override styles = [
    shared,
    panelStyle,
    css`
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
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      p:empty {
        display: none;
      }
    `,
  ];
}

const outcomeWords = {
  succeeded: "The alarm was delivered.",
  canceled: "The object's own record has another time: the alarm was not delivered.",
  "no-handler": "The class has no alarm() handler.",
} as const;

const fact = (name: string, value: unknown): TemplateResult =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

customElements.define("tabd-object-details", ObjectDetails);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-object-details": ObjectDetails;
  }
}
