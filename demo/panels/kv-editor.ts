import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";
import { panelStyle } from "./panel-style.ts";
import { submitByKeys } from "./submit-keys.ts";

/**
 * A form for one key and its value as a literal. Dispatches `input` while it is written, `save`, and
 * `cancel`; `entered` says what stands in it.
 */
export class KvEditor extends LitElement {
  static override properties = {
    key: {},
    text: { attribute: false },
    fixed: { type: Boolean },
    quiet: { type: Boolean },
    problem: {},
  };

  declare key: string;
  /** The value as a literal; undefined where it has none, and a new one is to be written. */
  declare text: string | undefined;
  /** The key stays as it is. */
  declare fixed: boolean;
  /** It was open before: nobody has asked for it now, and it does not take the focus. */
  declare quiet: boolean;
  declare problem: string;
  /** Values that come in meanwhile do not change what is being written. */
  #initial: string | undefined;

  constructor() {
    super();
    this.key = "";
    this.text = "";
    this.fixed = false;
    this.quiet = false;
    this.problem = "";
  }

  /** What stands in the form. */
  get entered(): { readonly key: string; readonly text: string } {
    const key = this.renderRoot.querySelector<HTMLInputElement>("input")?.value ?? this.key;
    const text = this.renderRoot.querySelector("textarea")?.value ?? "";
    return { key, text };
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.#initial = this.text;
  }

  protected override firstUpdated(): void {
    if (this.quiet) return;
    const field = this.fixed ? "textarea" : "input";
    this.renderRoot.querySelector<HTMLElement>(field)?.focus();
  }

  protected override render(): TemplateResult {
    return html`<form @submit=${this.#submit} @keydown=${this.#onKey} @input=${this.#onInput}>
      ${
        this.fixed
          ? nothing
          : html`<label class="field"
              >Key <input class="mono" .value=${this.key} autocomplete="off" required
            /></label>`
      }
      <label class="field"
        >Value, as a JavaScript literal
        <textarea
          class="mono"
          rows="1"
          spellcheck="false"
          aria-describedby="problem"
          placeholder=${'"text", 42, { a: [1, 2] }, new Date(0)'}
          .value=${this.#initial ?? ""}
        ></textarea>
      </label>
      ${
        this.#initial === undefined
          ? html`<p class="message">What is there cannot be written as a literal.</p>`
          : nothing
      }
      <p class="problem" id="problem" role="alert">${this.problem}</p>
      <div class="row">
        <button class="small primary">Save</button>
        <button type="button" class="small" @click=${this.#cancel}>Cancel</button>
      </div>
    </form>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.problem = "";
    this.dispatchEvent(new Event("save"));
  };

  /** An event of its own: which of a browser's leave a shadow tree differs. */
  readonly #onInput = (event: Event): void => {
    event.stopPropagation();
    this.dispatchEvent(new Event("input"));
  };

  readonly #cancel = (): void => void this.dispatchEvent(new Event("cancel"));

  readonly #onKey = (event: KeyboardEvent): void => {
    submitByKeys(event);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#cancel();
  };

  static override styles = [
    shared,
    panelStyle,
    css`
      form {
        display: grid;
        gap: var(--space);
        padding: var(--space-s) 0 var(--space);
      }
      p:empty {
        display: none;
      }
    `,
  ];
}

customElements.define("tabd-kv-editor", KvEditor);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-kv-editor": KvEditor;
  }
}
