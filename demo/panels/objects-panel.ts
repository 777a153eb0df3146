import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { HostEvent, NamespaceInfo, ObjectInfo, ObjectList, Server, SocketInfo } from "tabd";
import { momentWords } from "../clock/time-words.ts";
import { withNames } from "../history/object-names.ts";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import "./facet-list.ts";
import { hostNotice } from "./host-notice.ts";
import { HostTicker } from "./host-ticker.ts";
import "./object-details.ts";
import { objectLine } from "./object-line.ts";
import { objectsStyle } from "./objects-style.ts";
import { panelStyle } from "./panel-style.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import { actorLabel, counted, sameActor, timeLeft } from "./words.ts";

/** Objects shown at first, and added by each “Show more”. */
const PAGE = 100;
/** The search field appears from this many objects. */
const SEARCH_FROM = 8;

interface Answer extends ObjectList {
  readonly namespaces: readonly NamespaceInfo[];
  readonly sockets: readonly SocketInfo[];
}

/** The objects of the project by namespace, with their state, next alarm and actions. */
export class ObjectsPanel extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _search: { state: true },
    _open: { state: true },
  };

  declare private _search: string;
  /** The object or facet whose details are shown. */
  declare private _open: ActorKey | undefined;
  /** The last known selection. A new one opens its object. */
  #selected: ActorKey | undefined;
  #disk: string | undefined;
  #limit = PAGE;
  readonly #watch: ServerWatch<Answer>;
  readonly #ticker: HostTicker;

  constructor() {
    super();
    this._search = "";
    this.#watch = new ServerWatch(this, { look: (server) => this.#look(server), concerns });
    this.#ticker = new HostTicker(
      this,
      () => this.#watch.value?.objects.some(({ nextAlarm }) => nextAlarm !== null) ?? false,
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const disk = this.session?.disk;
    if (disk !== this.#disk) this._search = this.session?.settings.get(searchKey(disk), "") ?? "";
    this.#disk = disk;
    const selected = this.session?.selection.actor;
    if (sameActor(selected, this.#selected)) return;
    this.#selected = selected;
    this._open = selected;
  }

  protected override async updated(changed: PropertyValues): Promise<void> {
    if (!changed.has("_open")) return;
    const details = this.renderRoot.querySelector("tabd-object-details");
    await details?.updateComplete;
    details?.scrollIntoView({ block: "nearest" });
  }

  async #look({ inspect }: Server): Promise<Answer> {
    const query = { search: this._search, limit: this.#limit };
    const [namespaces, list, sockets] = await Promise.all([
      inspect.namespaces(),
      inspect.objects(query),
      inspect.sockets(),
    ]);
    const objects = withNames(list.objects, this.session?.history.entries ?? []);
    return { ...list, objects, namespaces, sockets };
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (session === undefined || (session.server === undefined && session.state !== "starting")) {
      return hostNotice(session);
    }
    const { value, problem } = this.#watch;
    return html`${this.#renderBar()}
    ${problem === "" ? nothing : html`<p class="problem body" role="alert">${problem}</p>`}
    ${value === undefined ? nothing : this.#renderNamespaces(value)}`;
  }

  #renderBar(): TemplateResult {
    const { session } = this;
    const total = this.#watch.value?.total ?? 0;
    const searchable = total >= SEARCH_FROM || this._search !== "";
    return html`<div class="bar">
      ${
        searchable
          ? html`<input
              type="search"
              class="search"
              aria-label="Search objects by name or id"
              placeholder="Name or id"
              .value=${this._search}
              @input=${(event: InputEvent) => {
                this._search = (event.target as HTMLInputElement).value;
                session?.settings.set(searchKey(this.#disk), this._search || undefined);
                this.#watch.refresh();
              }}
            />`
          : nothing
      }
      <span class="soft" role="status">${counted(total, "object")}</span>
      <span class="row push">
        <button type="button" class="small" @click=${() => session?.kill()}>Kill host</button>
        <button type="button" class="small" @click=${() => session?.reloadPage()}>
          Reload page
        </button>
      </span>
    </div>`;
  }

  #renderNamespaces(answer: Answer): TemplateResult {
    const { namespaces, objects, total } = answer;
    if (namespaces.length === 0) {
      return html`<p class="empty">
        The code has no Durable Object class: export a class that extends DurableObject.
      </p>`;
    }
    return html`<div class="body">
      ${namespaces.map((namespace) => this.#renderNamespace(namespace, answer))}
      ${
        objects.length < total
          ? html`<p class="row">
              <span class="soft">${counted(total - objects.length, "more object")}</span>
              <button
                type="button"
                class="small"
                @click=${() => {
                  this.#limit += PAGE;
                  this.#watch.refresh();
                }}
              >
                Show more
              </button>
            </p>`
          : nothing
      }
    </div>`;
  }

  #renderNamespace(namespace: NamespaceInfo, answer: Answer): TemplateResult {
    const { className, storage, runningActors, pendingAlarms } = namespace;
    const objects = answer.objects.filter((object) => object.className === className);
    const facts = [
      ...(storage === "disk" ? [] : [storage === "memory" ? "in memory only" : "no storage"]),
      `${runningActors} in memory`,
      counted(pendingAlarms, "alarm"),
    ];
    return html`<section aria-label=${`Namespace ${className}`}>
      <h3>${className} <span class="facts">${facts.join(" · ")}</span></h3>
      ${
        objects.length === 0
          ? html`<p class="soft none">
              ${this._search === "" ? "No objects yet. Send a request to create one." : "No object found."}
            </p>`
          : html`<ul>
              ${repeat(
                objects,
                ({ id }) => id,
                (object) => this.#renderObject(object, answer.sockets),
              )}
            </ul>`
      }
    </section>`;
  }

  #renderObject(object: ObjectInfo, allSockets: readonly SocketInfo[]): TemplateResult {
    const { className, id, name, nextAlarm, state } = object;
    const key = { className, id, name };
    const sockets = allSockets.filter((socket) => sameActor(socket, key));
    const open = sameActor(this._open, key);
    return html`<li ?data-selected=${sameActor(this.session?.selection.actor, key)}>
      ${objectLine({
        label: html`<span title=${id}>${actorLabel(object)}</span>`,
        state,
        alarm: nextAlarm === null ? undefined : this.#renderCountdown(nextAlarm),
        sockets: sockets.length,
        size: object.fileSize,
        open,
        toggle: () => this.#toggle(key),
      })}
      ${
        open
          ? html`<tabd-object-details
              .session=${this.session}
              .object=${object}
              .sockets=${sockets}
              @done=${() => this.#watch.refresh()}
            ></tabd-object-details>`
          : nothing
      }
      ${
        object.facets.length === 0
          ? nothing
          : html`<tabd-facet-list
              .session=${this.session}
              .object=${object}
              .sockets=${allSockets}
              .open=${this._open}
              @toggle=${({ detail }: CustomEvent<ActorKey>) => this.#toggle(detail)}
              @done=${() => this.#watch.refresh()}
            ></tabd-facet-list>`
      }
    </li>`;
  }

  #renderCountdown(nextAlarm: number): TemplateResult {
    const left = nextAlarm - this.#ticker.now;
    const time = momentWords(nextAlarm);
    return html`<span title=${`Next alarm: ${time}`}
      ><span class="hidden">next alarm </span>${timeLeft(left)}</span
    >`;
  }

  #toggle(key: ActorKey): void {
    const close = sameActor(this._open, key);
    this._open = close ? undefined : key;
    if (close) return;
    this.#selected = key;
    this.session?.select({ actor: key });
  }

  static override styles = [shared, panelStyle, objectsStyle];
}

const searchKey = (disk: string | undefined): string => `objects searched ${disk ?? ""}`;

const prefixes = ["alarm-", "actor-", "files-", "disk-", "leader-"];

function concerns({ type }: HostEvent): boolean {
  return (
    type === "commit" ||
    type === "clock-changed" ||
    prefixes.some((prefix) => type.startsWith(prefix))
  );
}

customElements.define("tabd-objects-panel", ObjectsPanel);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-objects-panel": ObjectsPanel;
  }
}
