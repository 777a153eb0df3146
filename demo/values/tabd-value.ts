import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { rootPath, type ValueRow, valueRows } from "./value-rows.ts";
import { treeMove } from "./tree-keys.ts";

/**
 * A value as a tree: anything from structured clone or RPC.
 *
 * - `value`: the value.
 * - `label`: the accessible name of the tree, also shown before its first row.
 * - `nameless`: hides the label visually.
 * - `closed`: initially shows only the first row.
 */
export class TabdValue extends LitElement {
  static override properties = {
    value: { attribute: false },
    label: {},
    nameless: { type: Boolean },
    closed: { type: Boolean },
    _open: { state: true },
    _active: { state: true },
  };

  declare value: unknown;
  declare label: string;
  declare nameless: boolean;
  declare closed: boolean;
  /** The paths of expanded rows. They stay when the value is replaced. */
  declare private _open: ReadonlySet<string>;
  /** The path of the tab stop. */
  declare private _active: string;
  #rows: readonly ValueRow[] = [];

  constructor() {
    super();
    this.label = "";
    this.nameless = false;
    this.closed = false;
    this._open = new Set();
    this._active = rootPath;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated && !this.closed) this._open = new Set([rootPath]);
    if (changed.has("value") || changed.has("_open") || changed.has("label")) {
      this.#rows = valueRows(this.value, this._open, this.nameless ? "" : this.label);
      if (!this.#rows.some(({ path }) => path === this._active)) this._active = rootPath;
    }
  }

  protected override render(): TemplateResult {
    const [root] = this.#rows;
    if (root === undefined) return html``;
    if (root.open === undefined)
      return html`<div class="line"><span class="text">${textOf(root)}</span></div>`;
    return html`<div
      role="tree"
      aria-label=${this.label === "" ? "Value" : this.label}
      @keydown=${this.#onKey}
      @click=${this.#onClick}
    >
      ${this.#rows.map((row) => this.#renderRow(row))}
    </div>`;
  }

  #renderRow(row: ValueRow): TemplateResult {
    return html`<div
      role="treeitem"
      class="line"
      data-path=${row.path}
      tabindex=${row.path === this._active ? 0 : -1}
      aria-level=${row.level}
      aria-posinset=${row.position}
      aria-setsize=${row.siblings}
      aria-expanded=${row.open === undefined ? nothing : row.open}
      @focus=${() => (this._active = row.path)}
    >
      ${Array.from({ length: row.level - 1 }, () => html`<i></i>`)}<span
        class="mark"
        aria-hidden="true"
      ></span
      ><span class="text">${textOf(row)}</span>
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = treeMove(this.#rows, this._active, event.key);
    if (move === undefined) return;
    event.preventDefault();
    // Keep tree keys from the surrounding element.
    event.stopPropagation();
    if (move.toggle !== undefined) this.#toggle(move.toggle);
    if (move.focus !== undefined) void this.#focus(move.focus);
  };

  readonly #onClick = (event: Event): void => {
    // Selecting text is not a click.
    if (String(getSelection()) !== "") return;
    const row = (event.target as Element).closest<HTMLElement>("[data-path]");
    const path = row?.dataset["path"];
    if (path === undefined) return;
    this._active = path;
    if (row?.hasAttribute("aria-expanded") === true) this.#toggle(path);
  };

  #toggle(path: string): void {
    const open = new Set(this._open);
    if (!open.delete(path)) open.add(path);
    this._open = open;
  }

  async #focus(path: string): Promise<void> {
    this._active = path;
    await this.updateComplete;
    const rows = this.renderRoot.querySelectorAll<HTMLElement>("[data-path]");
    [...rows].find((row) => row.dataset["path"] === path)?.focus();
  }

  static override styles = css`
    :host {
      display: block;
      overflow: auto;
      font: var(--size-s) / 1.6 var(--mono);
    }
    :host([hidden]) {
      display: none;
    }
    .line {
      display: flex;
      padding-inline: 0.125rem 0.25rem;
      border-radius: var(--radius-s);
    }
    .text {
      flex: 1;
      min-width: 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    i {
      flex: none;
      width: 1.125rem;
    }
    [aria-expanded] {
      cursor: pointer;
    }
    [aria-expanded]:hover {
      background: var(--hover);
    }
    .line:focus-visible {
      outline: 2px solid var(--accent);
      outline-offset: -2px;
    }
    .mark {
      flex: none;
      width: 1rem;
      color: var(--soft);
    }
    [aria-expanded] > .mark::before {
      content: "▸";
    }
    [aria-expanded="true"] > .mark::before {
      content: "▾";
    }
    [data-label="index"],
    [data-label="internal"] {
      color: var(--soft);
    }
    .whole[data-kind] {
      display: block;
    }
    .more {
      margin-left: 0.5rem;
      color: var(--accent);
      text-decoration: underline;
    }
    [data-kind="string"] {
      color: var(--good);
    }
    [data-kind="number"],
    [data-kind="date"] {
      color: var(--accent);
    }
    [data-kind="keyword"] {
      color: var(--warn);
    }
    [data-kind="bytes"] {
      color: var(--accent);
      white-space: pre;
    }
    [data-kind="error"] {
      color: var(--bad);
    }
    [data-kind="reference"],
    [data-kind="quiet"] {
      color: var(--soft);
    }
  `;
}

function textOf(row: ValueRow): TemplateResult {
  const label =
    row.label === ""
      ? nothing
      : html`<span class="label" data-label=${row.labelKind}
          >${row.label}${row.text && ": "}</span
        >`;
  if (row.whole === undefined) {
    return html`${label}<span data-kind=${row.kind}>${row.text}</span>`;
  }
  return row.open === true
    ? html`${label}${more("show less")}<span class="whole" data-kind=${row.kind}
          >${row.whole}</span
        >`
    : html`${label}<span data-kind=${row.kind}>${row.text}</span>${more("show all")}`;
}

/** A hint without its own action; the row expands and collapses. */
const more = (words: string): TemplateResult => html`<span class="more">${words}</span>`;

customElements.define("tabd-value", TabdValue);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-value": TabdValue;
  }
}
