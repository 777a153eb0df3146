import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SqlResult } from "tabd";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { parseArguments } from "../values/parse-literal.ts";
import { hostNow } from "./host-ticker.ts";
import { panelStyle } from "./panel-style.ts";
import { PerDisk } from "./per-disk.ts";
import { resultStyle } from "./result-style.ts";
import { resultTable } from "./result-table.ts";
import { SessionElement } from "./session-element.ts";
import { submitByKeys } from "./submit-keys.ts";
import { counted, errorWords, sameActor } from "./words.ts";

/** Stored earlier statements. */
const REMEMBERED = 30;

/** The content of the form. */
interface SqlDraft {
  readonly query: string;
  /** Literals for `?`, separated by commas. */
  readonly bindings: string;
}

const EMPTY: SqlDraft = { query: "SELECT name, sql FROM sqlite_schema", bindings: "" };

interface Outcome {
  readonly actor: ActorKey;
  readonly query: string;
  readonly result?: SqlResult;
  readonly problem?: string;
  /** Duration in ms. */
  readonly took: number;
}

const outcomes = new PerDisk<Outcome>();

/** Runs SQL on an object's database; read-only unless writes are allowed. */
export class SqlConsole extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    actor: { attribute: false },
    _writes: { state: true },
    _busy: { state: true },
  };

  declare actor: ActorKey;
  declare private _writes: boolean;
  declare private _busy: boolean;

  constructor() {
    super();
    this._writes = false;
    this._busy = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("actor") as ActorKey | undefined;
    if (before === undefined || sameActor(before, this.actor)) return;
    this._writes = false;
  }

  protected override render(): TemplateResult {
    const past = this.#past;
    const { query, bindings } = this.#draft;
    return html`<form class="body" @submit=${this.#submit} @keydown=${submitByKeys}>
        <label class="field"
          >Statement
          <textarea
            name="query"
            class="mono"
            rows="2"
            spellcheck="false"
            .value=${query}
            @input=${(event: Event) => this.#write({ query: valueOf(event) })}
            required
          ></textarea>
        </label>
        <div class="row">
          <label class="field bindings"
            >Bindings for ?
            <input
              name="bindings"
              class="mono"
              placeholder="none"
              autocomplete="off"
              .value=${bindings}
              @input=${(event: Event) => this.#write({ bindings: valueOf(event) })}
          /></label>
          ${past.length === 0 ? nothing : this.#renderPast(past)}
        </div>
        <div class="row">
          <button class="primary small" ?disabled=${this._busy || !this.canAsk}>
            Run statement
          </button>
          <label class="check">
            <input
              type="checkbox"
              role="switch"
              .checked=${this._writes}
              @change=${(event: Event) => (this._writes = (event.target as HTMLInputElement).checked)}
            />
            Allow writes
          </label>
          ${
            this._writes
              ? html`<span class="message"
                  >Runs as the object’s own sql.exec() and starts the object.</span
                >`
              : nothing
          }
        </div>
      </form>
      <div class="body" aria-live="polite">${this.#renderOutcome()}</div>`;
  }

  #renderPast(past: readonly string[]): TemplateResult {
    const choose = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      const query = past[select.selectedIndex - 1];
      select.selectedIndex = 0;
      const field = this.renderRoot.querySelector("textarea");
      if (query === undefined || field === null) return;
      this.#write({ query });
      field.focus();
    };
    return html`<label class="field past"
      >Earlier statements
      <select @change=${choose}>
        <option selected>Choose…</option>
        ${past.map((query) => html`<option>${query.replaceAll(/\s+/g, " ").slice(0, 80)}</option>`)}
      </select></label
    >`;
  }

  #renderOutcome(): TemplateResult | typeof nothing {
    const outcome = outcomes.get(this.session);
    if (outcome === undefined || !sameActor(outcome.actor, this.actor)) return nothing;
    const { query, result, problem, took } = outcome;
    if (result === undefined) {
      return html`<pre class="statement" tabindex="0" role="region" aria-label="Statement">
${query}</pre>
        <p class="problem" role="alert">${problem}</p>`;
    }
    const { columns, rows, truncated, rowsWritten } = result;
    const facts = [
      ...(columns.length > 0 ? [counted(rows.length, "row")] : []),
      ...(truncated ? ["there are more"] : []),
      ...(rowsWritten > 0 ? [`${counted(rowsWritten, "row")} written`] : []),
      `${took.toFixed(took < 10 ? 1 : 0)} ms`,
    ];
    return html`<p class="message">${facts.join(" · ")}</p>
      ${columns.length === 0 ? nothing : resultTable("Result", columns, rows)}`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    void this.#run(String(data.get("query")).trim(), String(data.get("bindings")));
  };

  async #run(query: string, bindings: string): Promise<void> {
    const { session } = this;
    if (session?.server === undefined || query === "" || this._busy) return;
    const { actor } = this;
    this._busy = true;
    this.#remember(query);
    const start = performance.now();
    let outcome: Pick<Outcome, "result" | "problem">;
    try {
      const values = parseArguments(bindings, { now: hostNow(this.session) });
      const asked = this._writes ? session.server.control : session.server.inspect;
      outcome = { result: await asked.sql(actor, query, ...values) };
    } catch (error) {
      outcome = { problem: this.#words(error) };
    }
    this._busy = false;
    const took = performance.now() - start;
    outcomes.set(session, { actor, query, took, ...outcome });
    this.requestUpdate();
  }

  #words(error: unknown): string {
    const words = errorWords(error).replace(/^Error: /, "");
    if (!words.startsWith("inspect.sql() runs only statements that read")) return words;
    return "This statement writes. Switch on “Allow writes” to run it.";
  }

  get #draft(): SqlDraft {
    const first = { ...EMPTY, query: this.#past[0] ?? EMPTY.query };
    return this.session?.settings.get<SqlDraft>(this.#draftKey, first) ?? first;
  }

  #write(change: Partial<SqlDraft>): void {
    this.session?.settings.set(this.#draftKey, { ...this.#draft, ...change });
    this.requestUpdate();
  }

  get #draftKey(): string {
    return `sql draft ${this.session?.disk ?? ""}`;
  }

  get #key(): string {
    return `sql ${this.session?.disk ?? ""}`;
  }

  get #past(): readonly string[] {
    return this.session?.settings.get<readonly string[]>(this.#key, []) ?? [];
  }

  #remember(query: string): void {
    const others = this.#past.filter((one) => one !== query);
    this.session?.settings.set(this.#key, [query, ...others].slice(0, REMEMBERED));
  }

  static override styles = [
    shared,
    panelStyle,
    resultStyle,
    css`
      form {
        display: grid;
        gap: var(--space);
      }
      .bindings,
      .past {
        flex: 1 1 10rem;
      }
      .statement {
        overflow: auto;
        max-height: 8rem;
        margin: 0 0 var(--space-s);
        padding: var(--space);
        border-radius: var(--radius-s);
        background: var(--sunken);
        font: var(--size-s) / 1.5 var(--mono);
      }
      .message {
        padding-bottom: var(--space-s);
      }
      .row .message {
        padding: 0;
      }
    `,
  ];
}

const valueOf = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLTextAreaElement).value;

customElements.define("tabd-sql-console", SqlConsole);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-sql-console": SqlConsole;
  }
}
