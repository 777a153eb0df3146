import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { HostEvent, KvEntry, KvList, Server } from "tabd";
import { fileSize } from "../quantities.ts";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { literalText } from "../values/literal-text.ts";
import { parseLiteral } from "../values/parse-literal.ts";
import "../values/tabd-value.ts";
import { hostNow } from "./host-ticker.ts";
import { KvDrafts, type KvForm } from "./kv-drafts.ts";
import "./kv-editor.ts";
import type { KvEditor } from "./kv-editor.ts";
import { kvStyle } from "./kv-style.ts";
import { panelStyle } from "./panel-style.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import { errorWords, sameActor } from "./words.ts";

/** Keys shown at first, and added by each “Show more keys”. */
const PAGE = 100;

/** The keys and values of an object, with editing. */
export class KvView extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    actor: { attribute: false },
    _prefix: { state: true },
    _deleted: { state: true },
    _problem: { state: true },
  };

  declare actor: ActorKey;
  declare private _prefix: string;
  /** The entry that was deleted last, for undo. */
  declare private _deleted: { readonly key: string; readonly value: unknown } | undefined;
  declare private _problem: string;
  /** The key of the form that the reader has just opened. */
  #asked: string | undefined;
  #disk: string | undefined;
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
    const disk = this.session?.disk;
    if (disk !== this.#disk) this._prefix = this.session?.settings.get(prefixKey(disk), "") ?? "";
    this.#disk = disk;
    const before = changed.get("actor") as ActorKey | undefined;
    if (before === undefined || sameActor(before, this.actor)) return;
    this._deleted = this.#asked = undefined;
    this._problem = "";
    this.#limit = PAGE;
    this.#watch.reset();
  }

  get #drafts(): KvDrafts {
    return new KvDrafts(this.session, this.actor);
  }

  #show(form: KvForm | undefined): void {
    this.#asked = form?.key;
    this.#drafts.show(form);
    this.requestUpdate();
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
          aria-label="Key prefix"
          placeholder="Key prefix"
          .value=${this._prefix}
          @input=${(event: InputEvent) => {
            this._prefix = (event.target as HTMLInputElement).value;
            this.session?.settings.set(prefixKey(this.#disk), this._prefix || undefined);
            this.#watch.refresh();
          }}
        />
        <button
          type="button"
          class="small push"
          ?disabled=${!this.canAsk}
          @click=${() => this.#show({ key: this._prefix, isNew: true })}
        >
          Add a key
        </button>
      </div>
      <div class="body">
        ${this.#renderDeleted()}
        <p class="problem" role="alert">${problem}</p>
        ${this.#renderLoose(value?.entries)}
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
                Undo
              </button>`
      }
    </p>`;
  }

  /** The form for a new key, or for a key that is not in the list. */
  #renderLoose(entries: readonly KvEntry[] | undefined): TemplateResult | typeof nothing {
    const { open } = this.#drafts;
    // Wait for the list, so that the form of another object is never shown.
    if (open === undefined || entries === undefined) return nothing;
    if (open.isNew) return this.#renderEditor(open, "");
    if (entries.some(({ key }) => key === open.key)) return nothing;
    return html`<p class="soft">
        You were editing <span class="mono">${open.key}</span>, which is not in this list. Save adds
        it.
      </p>
      ${this.#renderEditor(open, "")}`;
  }

  #renderEntries({ entries, more }: KvList): TemplateResult {
    if (entries.length === 0) {
      const words = this._prefix === "" ? "No keys stored." : "No key has this prefix.";
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
    const drafts = this.#drafts;
    const form: KvForm = { key, isNew: false };
    const editing = drafts.open?.isNew === false && drafts.open.key === key;
    const unsaved = !editing && drafts.of(form) !== undefined;
    const disabled = !this.canAsk;
    return html`<li>
      <div class="head">
        <span class="key mono">${key}</span>
        <span class="soft bytes">${fileSize(bytes)}${unsaved ? " · unsaved edit" : ""}</span>
        <button
          type="button"
          class="small quiet"
          aria-label=${`Edit ${key}`}
          aria-expanded=${editing}
          ?disabled=${disabled}
          @click=${() => this.#show(editing ? undefined : form)}
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
          ? this.#renderEditor(form, literalText(value))
          : html`<tabd-value closed nameless label=${key} .value=${value}></tabd-value>`
      }
    </li>`;
  }

  #renderEditor(form: KvForm, text: string | undefined): TemplateResult {
    const drafts = this.#drafts;
    const draft = drafts.of(form);
    const close = (): void => {
      drafts.drop(form);
      this.requestUpdate();
    };
    return html`<tabd-kv-editor
      .key=${draft?.key ?? form.key}
      .text=${draft?.text ?? text}
      ?fixed=${!form.isNew}
      ?quiet=${this.#asked !== form.key}
      @input=${(event: Event) => drafts.write(form, (event.target as KvEditor).entered)}
      @cancel=${close}
      @save=${async (event: Event) => {
        if (await this.#save(event.target as KvEditor)) close();
      }}
    ></tabd-kv-editor>`;
  }

  /** @returns whether the value was saved; otherwise the form shows the error. */
  async #save(editor: KvEditor): Promise<boolean> {
    const { server } = this.session ?? {};
    if (server === undefined || !this.canAsk) {
      editor.problem = "Not saved: the host is not running or not responding. Your edit is kept.";
      return false;
    }
    try {
      const { key, text } = editor.entered;
      const value = parseLiteral(text, { now: hostNow(this.session) });
      await server.control.putKv(this.actor, key, value);
      this.#watch.refresh();
      return true;
    } catch (error) {
      editor.problem = errorWords(error).replace(/^LiteralError: /, "");
      return false;
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

  static override styles = [shared, panelStyle, kvStyle];
}

const prefixKey = (disk: string | undefined): string => `keys begin ${disk ?? ""}`;

const concerns = ({ type }: HostEvent): boolean =>
  ["commit", "actor-broken", "files-wiped", "files-imported"].includes(type);

customElements.define("tabd-kv-view", KvView);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-kv-view": KvView;
  }
}
