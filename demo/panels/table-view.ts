import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { HostEvent, Server, SqlResult } from "tabd";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { panelStyle } from "./panel-style.ts";
import { resultStyle } from "./result-style.ts";
import { resultTable } from "./result-table.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import { counted, sameActor } from "./words.ts";

/** Rows per page. */
const PAGE = 50;

interface Answer {
  readonly tables: readonly string[];
  /** The shown table; undefined if there is none. */
  readonly table: string | undefined;
  readonly total: number;
  readonly page: SqlResult | undefined;
}

/** The tables of an object's database, in pages. */
export class TableView extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    actor: { attribute: false },
  };

  declare actor: ActorKey;
  #table: string | undefined;
  #offset = 0;
  readonly #watch: ServerWatch<Answer>;

  constructor() {
    super();
    this.#watch = new ServerWatch(this, { look: (server) => this.#look(server), concerns });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("actor") as ActorKey | undefined;
    if (before === undefined || sameActor(before, this.actor)) return;
    this.#table = undefined;
    this.#offset = 0;
    this.#watch.reset();
  }

  async #look({ inspect }: Server): Promise<Answer> {
    const { actor } = this;
    const { rows } = await inspect.sql(
      actor,
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name LIKE '_cf_%', name",
    );
    const tables = rows.map(([name]) => String(name));
    const table = tables.find((name) => name === this.#table) ?? tables[0];
    if (table === undefined) return { tables, table, total: 0, page: undefined };
    const name = `"${table.replaceAll('"', '""')}"`;
    const [count, page] = await Promise.all([
      inspect.sql(actor, `SELECT count(*) FROM ${name}`),
      inspect.sql(actor, `SELECT * FROM ${name} LIMIT ? OFFSET ?`, PAGE, this.#offset),
    ]);
    return { tables, table, total: Number(count.rows[0]?.[0] ?? 0), page };
  }

  protected override render(): TemplateResult {
    const { value, problem } = this.#watch;
    if (problem !== "") return html`<p class="problem body" role="alert">${problem}</p>`;
    if (value === undefined) return html``;
    const { tables, table, total, page } = value;
    if (table === undefined || page === undefined) {
      return html`<p class="empty">The database has no tables.</p>`;
    }
    return html`<div class="bar">
        <select
          aria-label="Table"
          @change=${(event: Event) => {
            this.#table = tables[(event.target as HTMLSelectElement).selectedIndex];
            this.#offset = 0;
            this.#watch.refresh();
          }}
        >
          ${tables.map((name) => html`<option .selected=${name === table}>${name}</option>`)}
        </select>
        ${this.#renderPager(total, page.rows.length)}
      </div>
      <div class="body">${resultTable(`Rows of ${table}`, page.columns, page.rows)}</div>`;
  }

  #renderPager(total: number, shown: number): TemplateResult {
    const from = this.#offset;
    const words =
      total <= PAGE
        ? counted(total, "row")
        : `${from + 1} – ${from + shown} of ${counted(total, "row")}`;
    const turn = (by: number) => (): void => {
      this.#offset = Math.max(0, from + by);
      this.#watch.refresh();
    };
    return html`<span class="soft" role="status">${words}</span> ${
        total <= PAGE
          ? nothing
          : html`<span class="row push">
              <button type="button" class="small" ?disabled=${from === 0} @click=${turn(-PAGE)}>
                Previous
              </button>
              <button
                type="button"
                class="small"
                ?disabled=${from + PAGE >= total}
                @click=${turn(PAGE)}
              >
                Next
              </button>
            </span>`
      }`;
  }

  static override styles = [
    shared,
    panelStyle,
    resultStyle,
    css`
      select {
        max-width: 100%;
      }
    `,
  ];
}

const concerns = ({ type }: HostEvent): boolean =>
  ["commit", "actor-broken", "files-wiped", "files-imported"].includes(type);

customElements.define("tabd-table-view", TableView);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-table-view": TableView;
  }
}
