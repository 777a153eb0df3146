import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AlarmTableRow, AlarmTableRows, HostEvent, NamespaceInfo, Server } from "tabd";
import { shortMoment } from "../clock/time-words.ts";
import { shared } from "../style/shared.ts";
import { HostTicker } from "./host-ticker.ts";
import { panelStyle } from "./panel-style.ts";
import { resultStyle } from "./result-style.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import { counted, timeLeft } from "./words.ts";

/** Rows shown per table. */
const ROWS = 100;

/** `_cf_ALARM` of each namespace's `metadata.sqlite`, with readable times. */
export class AlarmTables extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    namespaces: { attribute: false },
  };

  declare namespaces: readonly NamespaceInfo[];
  readonly #watch: ServerWatch<ReadonlyMap<string, AlarmTableRows>>;
  readonly #ticker: HostTicker;

  constructor() {
    super();
    this.namespaces = [];
    this.#watch = new ServerWatch(this, { look: (server) => this.#look(server), concerns });
    this.#ticker = new HostTicker(this, () =>
      [...(this.#watch.value?.values() ?? [])].some(({ total }) => total > 0),
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("namespaces")) this.#watch.refresh();
  }

  async #look({ inspect }: Server): Promise<ReadonlyMap<string, AlarmTableRows>> {
    const tables = this.namespaces.map(async ({ className }) => {
      const rows = await inspect.alarmTable(className, { limit: ROWS });
      return [className, rows] as const;
    });
    return new Map(await Promise.all(tables));
  }

  protected override render(): TemplateResult {
    const { value, problem } = this.#watch;
    return html`<div class="body">
      ${problem === "" ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      ${this.namespaces.map(({ className, uniqueKey }) => {
        const table = value?.get(className);
        return table === undefined ? nothing : this.#renderTable(className, uniqueKey, table);
      })}
    </div>`;
  }

  #renderTable(
    className: string,
    uniqueKey: string | undefined,
    { rows, total }: AlarmTableRows,
  ): TemplateResult {
    return html`<section aria-label=${`_cf_ALARM of ${className}`}>
      <h3>${className} <span class="path mono">${uniqueKey}/metadata.sqlite</span></h3>
      ${
        rows.length === 0
          ? html`<p class="soft">No alarm is pending.</p>`
          : html`<div
              class="scroll result"
              role="region"
              aria-label=${`Rows of _cf_ALARM of ${className}`}
              tabindex="0"
            >
              <table>
                <thead>
                  <tr>
                    <th scope="col">actor_name</th>
                    <th scope="col">scheduled_time</th>
                    <th scope="col"><span class="hidden">Time left</span></th>
                    <th scope="col">actor_id</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map((row) => this.#renderRow(row))}
                </tbody>
              </table>
            </div>`
      }
      ${
        rows.length < total
          ? html`<p class="message">and ${counted(total - rows.length, "more row")}</p>`
          : nothing
      }
    </section>`;
  }

  #renderRow({ actor_id, actor_name, scheduled_time }: AlarmTableRow): TemplateResult {
    const time = scheduled_time === null ? undefined : Number(scheduled_time / 1_000_000n);
    const left = time === undefined ? 0 : time - this.#ticker.now;
    return html`<tr>
      ${actor_name === null ? html`<td class="soft">NULL</td>` : html`<td>${actor_name || '""'}</td>`}
      <td class="time" title=${`${scheduled_time} ns since 1970`}>
        ${time === undefined ? "NULL" : shortMoment(time, this.#ticker.now)}
        <span class="soft">${scheduled_time} ns</span>
      </td>
      <td class="number">${timeLeft(left)}</td>
      <td class="id mono" title=${actor_id}>${actor_id}</td>
    </tr>`;
  }

  static override styles = [
    shared,
    panelStyle,
    resultStyle,
    css`
      h3 {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--space);
      }
      .path {
        color: var(--soft);
        font-weight: 400;
      }
      .time > .soft {
        display: block;
        font-size: 0.75rem;
      }
      .time {
        white-space: nowrap;
      }
      .id {
        overflow: hidden;
        min-width: 8ch;
        max-width: 24ch;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
}

const concerns = ({ type }: HostEvent): boolean =>
  type.startsWith("alarm-") || type.startsWith("files-") || type === "clock-changed";

customElements.define("tabd-alarm-tables", AlarmTables);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-alarm-tables": AlarmTables;
  }
}
