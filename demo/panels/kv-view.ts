import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { HostEvent, KvEntry, KvList, Server } from "tabd";
import { fileSize } from "../quantities.ts";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { literalText } from "../values/literal-text.ts";
import { parseLiteral } from "../values/parse-literal.ts";
import "../values/tabd-value.ts";
import { hostNow } from "./host-ticker.ts";
import "./kv-editor.ts";
import type { KvEditor } from "./kv-editor.ts";
import { panelStyle } from "./panel-style.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import { errorWords, sameActor } from "./words.ts";

/** How many keys are asked for at first, and how many more each time. */
const PAGE = 100;

/** The keys and values of one object, to be looked into and changed. */
export class KvView extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    actor: { attribute: false },
    _prefix: { state: true },
    _editing: { state: true },
    _deleted: { state: true },
    _problem: { state: true },
  };

  declare actor: ActorKey;
  declare private _prefix: string;
  /** The key that is edited; "" within the form for a new one. */
  declare private _editing: { readonly key: string; readonly isNew: boolean } | undefined;
  /** What was deleted last, to be put back. */
  declare private _deleted: { readonly key: string; readonly value: unknown } | undefined;
  declare private _problem: string;
  #limit = PAGE;
  readonly #watch: ServerWatch<KvList>;

  constructor() {
    super();
    this._prefix = "";
    this._problem = "";
    this.#watch = new ServerWatch(this, { look: (server) => this.#look(server), concerns });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("actor") as ActorKey | undefined;
    if (before === undefined || sameActor(before, this.actor)) return;
    this._editing = this._deleted = undefined;
    this._problem = "";
    this.#limit = PAGE;
    this.#watch.reset();
  }

  #look({ inspect }: Server): Promise<KvList> {
    return inspect.kv(this.actor, { prefix: this._prefix, limit: this.#limit });
  }

  protected override render(): TemplateResult {
    const { value } = this.#watch;
    const problem = this._problem || this.#watch.problem;
    return html`<div class="bar">
        <input
          type="search"
          class="prefix"
          aria-label="Only keys that begin with"
          placeholder="Keys that begin with…"
          .value=${this._prefix}
          @input=${(event: InputEvent) => {
            this._prefix = (event.target as HTMLInputElement).value;
            this.#watch.refresh();
          }}
        />
        <button
          type="button"
          class="small push"
          ?disabled=${this.session?.server === undefined}
          @click=${() => (this._editing = { key: this._prefix, isNew: true })}
        >
          Add a key
        </button>
      </div>
      <div class="body">
        ${this.#renderDeleted()}
        <p class="problem" role="alert">${problem}</p>
        ${this._editing?.isNew === true ? this.#renderEditor("") : nothing}
        ${value === undefined ? nothing : this.#renderEntries(value)}
      </div>`;
  }

  #renderDeleted(): TemplateResult {
    const deleted = this._deleted;
    return html`<p class="row message" role="status">
      ${
        deleted === undefined
          ? nothing
          : html`<span>Deleted <span class="mono">${deleted.key}</span>.</span>
              <button
                type="button"
                class="small"
                @click=${() =>
                  this.#change(async ({ control }) => {
                    await control.putKv(this.actor, deleted.key, deleted.value);
                    this._deleted = undefined;
                  })}
              >
                Put it back
              </button>`
      }
    </p>`;
  }

  #renderEntries({ entries, more }: KvList): TemplateResult {
    if (entries.length === 0) {
      const words =
        this._prefix === "" ? "It has stored nothing under a key." : "No key begins so.";
      return html`<p class="soft">${words}</p>`;
    }
    return html`<ul>
        ${repeat(
          entries,
          ({ key }) => key,
          (entry) => this.#renderEntry(entry),
        )}
      </ul>
      ${
        more
          ? html`<button
              type="button"
              class="small"
              @click=${() => {
                this.#limit += PAGE;
                this.#watch.refresh();
              }}
            >
              Show more keys
            </button>`
          : nothing
      }`;
  }

  #renderEntry(entry: KvEntry): TemplateResult {
    const { key, value, bytes, problem } = entry;
    const editing = this._editing?.isNew === false && this._editing.key === key;
    const disabled = this.session?.server === undefined;
    return html`<li>
      <div class="head">
        <span class="key mono">${key}</span>
        <span class="soft bytes">${fileSize(bytes)}</span>
        <button
          type="button"
          class="small quiet"
          aria-label=${`Edit ${key}`}
          aria-expanded=${editing}
          ?disabled=${disabled}
          @click=${() => (this._editing = editing ? undefined : { key, isNew: false })}
        >
          Edit
        </button>
        <button
          type="button"
          class="small quiet"
          aria-label=${`Delete ${key}`}
          ?disabled=${disabled}
          @click=${() => this.#delete(entry)}
        >
          Delete
        </button>
      </div>
      ${problem === undefined ? nothing : html`<p class="problem">${problem}</p>`}
      ${
        editing
          ? this.#renderEditor(literalText(value))
          : html`<tabd-value closed nameless label=${key} .value=${value}></tabd-value>`
      }
    </li>`;
  }

  #renderEditor(text: string | undefined): TemplateResult {
    const { key, isNew } = this._editing ?? { key: "", isNew: true };
    return html`<tabd-kv-editor
      .key=${key}
      .text=${text}
      ?fixed=${!isNew}
      @cancel=${() => (this._editing = undefined)}
      @save=${(event: Event) => this.#save(event.target as KvEditor)}
    ></tabd-kv-editor>`;
  }

  async #save(editor: KvEditor): Promise<void> {
    const { server } = this.session ?? {};
    if (server === undefined) return;
    try {
      const { key, text } = editor.entered;
      const value = parseLiteral(text, { now: hostNow(this.session) });
      await server.control.putKv(this.actor, key, value);
      this._editing = undefined;
      this.#watch.refresh();
    } catch (error) {
      editor.problem = errorWords(error).replace(/^LiteralError: /, "");
    }
  }

  #delete({ key, value, problem }: KvEntry): void {
    void this.#change(async ({ control }) => {
      await control.deleteKv(this.actor, key);
      this._deleted = problem === undefined ? { key, value } : undefined;
    });
  }

  async #change(work: (server: Server) => Promise<void>): Promise<void> {
    const { server } = this.session ?? {};
    if (server === undefined) return;
    try {
      await work(server);
      this._problem = "";
    } catch (error) {
      this._problem = errorWords(error);
    }
    this.#watch.refresh();
  }

  static override styles = [
    shared,
    panelStyle,
    css`
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
    `,
  ];
}

const concerns = ({ type }: HostEvent): boolean =>
  ["commit", "actor-broken", "files-wiped", "files-imported"].includes(type);

customElements.define("tabd-kv-view", KvView);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-kv-view": KvView;
  }
}
