import { css, html, nothing, type TemplateResult } from "lit";
import type { HostEvent, NamespaceInfo, Server } from "tabd";
import type { HistoryEntry } from "../history/history-event.ts";
import { withNames } from "../history/object-names.ts";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import "./alarm-tables.ts";
import { facetRows } from "./facet-rows.ts";
import { hostNotice } from "./host-notice.ts";
import "./kv-view.ts";
import { panelStyle } from "./panel-style.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import "./sql-console.ts";
import "./table-view.ts";
import { tabList } from "./tab-list.ts";
import { actorLabel, sameActor } from "./words.ts";

const views = [
  ["kv", "Keys"],
  ["tables", "Tables"],
  ["sql", "SQL"],
  ["alarms", "Alarm tables"],
] as const;
type View = (typeof views)[number][0];

/** The setting with the chosen view. */
const VIEW = "storage view";

interface Answer {
  readonly namespaces: readonly NamespaceInfo[];
  /** The objects, each followed by its facets. */
  readonly objects: readonly ActorKey[];
}

/** The storage: keys, tables and SQL of an object, and the alarm table of each namespace. */
export class StoragePanel extends SessionElement {
  readonly #watch = new ServerWatch<Answer>(this, {
    look: (server) => look(server, this.session?.history.entries ?? []),
    concerns,
  });

  get #view(): View {
    return this.session?.settings.get<View>(VIEW, "kv") ?? "kv";
  }

  #choose(view: View): void {
    this.session?.settings.set(VIEW, view);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (session === undefined || (session.server === undefined && session.state !== "starting")) {
      return hostNotice(session);
    }
    const { value, problem } = this.#watch;
    const view = this.#view;
    return html`<div class="bar">
        ${tabList({
          label: "Storage view",
          tabs: views,
          selected: view,
          select: (chosen) => this.#choose(chosen),
        })}
        ${view === "alarms" || value === undefined ? nothing : this.#renderPicker(value, this.#actor(value))}
      </div>
      ${problem === "" ? nothing : html`<p class="problem body" role="alert">${problem}</p>`}
      <div id="view" role="tabpanel" aria-labelledby=${`tab-${view}`}>
        ${value === undefined ? nothing : this.#renderView(view, value)}
      </div>`;
  }

  /** The selected object if it has storage, else the first. */
  #actor({ objects, namespaces }: Answer): ActorKey | undefined {
    const selected = this.session?.selection.actor;
    const hasStorage = namespaces.some(({ className }) => className === selected?.className);
    return hasStorage ? selected : objects[0];
  }

  #renderPicker({ objects, namespaces }: Answer, actor: ActorKey | undefined): TemplateResult {
    if (actor === undefined) return html``;
    // The selection may be missing from the list: one of very many objects, or a deleted facet.
    const all = objects.some((object) => sameActor(object, actor)) ? objects : [actor, ...objects];
    const groups = namespaces.map(({ className }) => ({
      className,
      members: all.filter((object) => object.className === className),
    }));
    const choose = (event: Event): void => {
      const { selectedIndex } = event.target as HTMLSelectElement;
      const object = groups.flatMap(({ members }) => members)[selectedIndex];
      if (object === undefined) return;
      this.session?.select({ actor: object });
    };
    return html`<select class="push" aria-label="Object" @change=${choose}>
      ${groups.map(({ className, members }) =>
        members.length === 0
          ? nothing
          : html`<optgroup label=${className}>
              ${members.map(
                (object) =>
                  html`<option .selected=${sameActor(object, actor)}>
                    ${actorLabel(object)}
                  </option>`,
              )}
            </optgroup>`,
      )}
    </select>`;
  }

  #renderView(view: View, answer: Answer): TemplateResult {
    const { session } = this;
    if (view === "alarms") {
      return html`<tabd-alarm-tables
        .session=${session}
        .namespaces=${answer.namespaces}
      ></tabd-alarm-tables>`;
    }
    const actor = this.#actor(answer);
    if (actor === undefined) {
      return html`<p class="empty">No objects yet. Send a request to create one.</p>`;
    }
    switch (view) {
      case "kv":
        return html`<tabd-kv-view .session=${session} .actor=${actor}></tabd-kv-view>`;
      case "tables":
        return html`<tabd-table-view .session=${session} .actor=${actor}></tabd-table-view>`;
      case "sql":
        return html`<tabd-sql-console .session=${session} .actor=${actor}></tabd-sql-console>`;
    }
  }

  static override styles = [
    shared,
    panelStyle,
    css`
      select {
        flex: 0 1 16rem;
        min-width: 8rem;
        text-overflow: ellipsis;
      }
      @container (width < 32rem) {
        select {
          flex: 1 1 100%;
        }
      }
    `,
  ];
}

async function look({ inspect }: Server, entries: readonly HistoryEntry[]): Promise<Answer> {
  const [all, { objects }] = await Promise.all([inspect.namespaces(), inspect.objects()]);
  const namespaces = all.filter(({ storage }) => storage !== "none");
  const stored = new Set(namespaces.map(({ className }) => className));
  const keys = withNames(objects, entries)
    .filter(({ className }) => stored.has(className))
    .flatMap((object) => {
      const { className, id, name } = object;
      const key: ActorKey = { className, id, name };
      return [key].concat(facetRows(object).map((row) => row.key));
    });
  return { namespaces, objects: keys };
}

const concerning: ReadonlySet<HostEvent["type"]> = new Set([
  "actor-started",
  "alarm-set",
  "alarm-deleted",
  // Facets have no events, but rarely change without a commit.
  "commit",
  "files-wiped",
  "files-imported",
]);
const concerns = ({ type }: HostEvent): boolean => concerning.has(type);

customElements.define("tabd-storage-panel", StoragePanel);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-storage-panel": StoragePanel;
  }
}
