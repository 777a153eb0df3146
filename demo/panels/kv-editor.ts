import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";
import { panelStyle } from "./panel-style.ts";
import { submitByKeys } from "./submit-keys.ts";

/**
 * A form for a key and its value as a literal. Dispatches `input`, `save` and `cancel`; `entered` has its
 * content.
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
  /** The value as a literal; undefined if it cannot be written as one. */
  declare text: string | undefined;
  /** The key cannot be edited. */
  declare fixed: boolean;
  /** It was restored and not just opened, so it does not take the focus. */
  declare quiet: boolean;
  declare problem: string;
  /** Later values do not overwrite the edit. */
  #initial: string | undefined;

  constructor() {
    super();
    this.key = "";
    this.text = "";
    this.fixed = false;
    this.quiet = false;
    this.problem = "";
  }

  /** The content of the form. */
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
          ? html`<p class="message">The current value cannot be written as a literal.</p>`
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

  /** Dispatches its own event, because browsers differ in which events leave a shadow tree. */
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
