import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { CodeEditor } from "../editor/code-editor.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { SourceProblem } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { codePaneStyle } from "./code-pane-style.ts";
import { checkPath, withFile, withoutFile, withRenamed } from "./file-list.ts";
import "./menu.ts";
import type { MenuItem } from "./menu.ts";
import { attempt } from "./notice.ts";
import { tabOfKey } from "./tab-keys.ts";

/** Files that can be formatted. */
const FORMATTED = /\.(?:[cm]?[jt]s|json)$/;

/**
 * The project's files as tabs, and an editor. A plain text field with the same metrics takes its place
 * until the editor has loaded.
 */
export class TabdCodePane extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    path: { state: true },
    naming: { state: true },
    editor: { state: true },
  };

  static override styles = [shared, codePaneStyle];

  declare path: string;
  /** The purpose of the name field; "" while it is closed. */
  declare naming: "new" | "rename" | "";
  declare editor: CodeEditor | undefined;
  #problem = "";
  #problems: readonly SourceProblem[] = [];
  #disk = "";

  constructor() {
    super();
    this.path = "";
    this.naming = "";
  }

  /** Opens a file and puts the cursor at a line. */
  async goTo({
    path,
    line,
    column,
  }: {
    path: string;
    line: number;
    column?: number | undefined;
  }): Promise<void> {
    this.path = path;
    await this.updateComplete;
    this.editor?.goTo(line, column);
  }

  protected override firstUpdated(): void {
    // After the first paint.
    requestAnimationFrame(() => setTimeout(() => void this.#loadEditor()));
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (session === undefined) return;
    if (session.disk !== this.#disk) {
      this.#disk = session.disk;
      this.path = session.project.config.main;
      this.naming = "";
      this.#problem = "";
    }
    if (session.project.files[this.path] === undefined) {
      this.path = Object.keys(session.project.files)[0] ?? "";
    }
    if (session.sourceProblems !== this.#problems) {
      this.#problems = session.sourceProblems;
      const [first] = this.#problems;
      if (first?.when === "load") this.path = first.path;
    }
  }

  protected override updated(): void {
    const { session, editor } = this;
    if (session === undefined || editor === undefined) return;
    editor.show(session.disk, this.path, session.project.files);
    editor.showProblems(session.sourceProblems);
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { files } = session.project;
    return html`
      <div class="bar">
        <div role="tablist" aria-label="Files" @keydown=${this.#tabKey}>
          ${Object.keys(files).map((path) => this.#tab(path))}
        </div>
        ${this.naming === "" ? nothing : this.#nameField()}
        <tabd-menu quiet label="Files" side="end" .items=${this.#fileItems()}></tabd-menu>
      </div>
      <div class="code" id="code" role="tabpanel" aria-label=${this.path}>
        ${
          this.editor === undefined
            ? html`<textarea
                aria-label="Code of ${this.path}"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                .value=${files[this.path] ?? ""}
                @input=${(event: Event) =>
                  this.#edited(this.path, (event.target as HTMLTextAreaElement).value)}
                @keydown=${this.#runKey}
              ></textarea>`
            : nothing
        }
        <div class="mount" ?hidden=${this.editor === undefined}></div>
      </div>
      ${this.#problemList()}
    `;
  }

  #tab(path: string): TemplateResult {
    const selected = path === this.path;
    const bad = this.session?.sourceProblems.some((problem) => problem.path === path);
    return html`<button
      type="button"
      role="tab"
      aria-selected=${selected}
      aria-controls="code"
      tabindex=${selected ? 0 : -1}
      ?data-problem=${bad}
      @click=${() => (this.path = path)}
    >
      ${path}
    </button>`;
  }

  #nameField(): TemplateResult {
    return html`<form @submit=${this.#name} @focusout=${this.#leaveName}>
      <input
        aria-label=${this.naming === "new" ? "Name of the new file" : "New name"}
        class="mono"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${this.naming === "new" ? "" : this.path}
        placeholder="name.ts"
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Escape") this.naming = "";
        }}
      />
      <span class="problem" role="alert">${this.#problem}</span>
    </form>`;
  }

  #problemList(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { sourceProblems, problem, state } = session;
    const general = state === "failed" && sourceProblems.length === 0 ? problem : "";
    if (general === "" && sourceProblems.length === 0) return nothing;
    return html`<div role="alert">
      <ul class="problems" aria-label="Problems">
        ${general === "" ? nothing : html`<li class="problem">${general}</li>`}
        ${sourceProblems.map(
          (found) =>
            html`<li>
              <button type="button" @click=${() => void this.goTo(found)}>
                ${found.path}:${found.line} ${found.message}
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #fileItems(): readonly MenuItem[] {
    const name = (naming: "new" | "rename") => (): void => {
      this.naming = naming;
      this.#problem = "";
      void this.updateComplete.then(() => this.renderRoot.querySelector("input")?.select());
    };
    const single = Object.keys(this.session?.project.files ?? {}).length < 2;
    const isMain = this.path === this.session?.project.config.main;
    return [
      {
        label: `Format ${this.path}`,
        detail: "Shift+Alt+F",
        disabled: this.editor === undefined || !FORMATTED.test(this.path),
        run: this.#format,
      },
      { label: "New file", run: name("new") },
      { label: `Rename ${this.path}`, run: name("rename") },
      {
        label: `Delete ${this.path}`,
        disabled: single || isMain,
        ...(isMain && { detail: "The entry file cannot be deleted." }),
        run: () => this.#delete(),
      },
    ];
  }

  readonly #name = (event: SubmitEvent): void => {
    event.preventDefault();
    const { session } = this;
    const path = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    if (session === undefined) return;
    const { project } = session;
    const renamed = this.naming === "rename";
    if (!renamed || path !== this.path) {
      this.#problem = checkPath(path, project.files);
      if (this.#problem !== "") return this.requestUpdate();
      const next = renamed ? withRenamed(project, this.path, path) : withFile(project, path);
      session.edit(next.files, next.config);
    }
    this.path = path;
    this.naming = "";
    this.editor?.focus();
  };

  #leaveName(event: FocusEvent): void {
    const form = event.currentTarget as HTMLElement;
    if (event.relatedTarget instanceof Node && !form.contains(event.relatedTarget))
      this.naming = "";
  }

  readonly #format = (): void => {
    const { editor } = this;
    if (editor === undefined || !FORMATTED.test(this.path)) return;
    void attempt(this, () => editor.format().then(() => undefined));
  };

  #delete(): void {
    const { session, path } = this;
    if (session === undefined) return;
    session.edit(withoutFile(session.project.files, path));
  }

  #edited(path: string, text: string): void {
    const { session } = this;
    if (session === undefined || session.project.files[path] === text) return;
    session.edit({ ...session.project.files, [path]: text });
  }

  readonly #runKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.session?.run();
  };

  readonly #tabKey = (event: KeyboardEvent): void => {
    const paths = Object.keys(this.session?.project.files ?? {});
    const at = paths.indexOf(this.path);
    const target = tabOfKey(event.key, at, paths.length);
    if (target === undefined) return;
    event.preventDefault();
    this.path = paths[target] ?? this.path;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus(),
    );
  };

  async #loadEditor(): Promise<void> {
    const parent = this.renderRoot.querySelector<HTMLElement>(".mount");
    if (parent === null) return;
    try {
      const { CodeEditor } = await import("../editor/code-editor.ts");
      const plain = this.renderRoot.querySelector("textarea");
      const focused = plain?.matches(":focus") === true;
      const cursor = plain?.selectionEnd ?? 0;
      const top = plain?.scrollTop ?? 0;
      this.editor = new CodeEditor({
        parent,
        root: this.renderRoot as ShadowRoot,
        changed: (path, text) => this.#edited(path, text),
        run: () => void this.session?.run(),
        format: this.#format,
      });
      await this.updateComplete;
      this.editor.takeOver({ focused, cursor, top });
    } catch {
      // Keep the plain text field.
    }
  }
}

customElements.define("tabd-code-pane", TabdCodePane);
