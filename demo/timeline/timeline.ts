import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { HostEvent } from "tabd";
import { type HostTime, REAL_HOST_TIME } from "../clock/host-time.ts";
import { Ticker, wantsStillness } from "../clock/ticker.ts";
import { HistoryElement } from "../history/history-element.ts";
import { linesOf } from "../history/lines-of.ts";
import { ServerWatch } from "../panels/server-watch.ts";
import { SessionElement } from "../panels/session-element.ts";
import { shared } from "../style/shared.ts";
import type { Camera, KeptCamera } from "./camera.ts";
import { detailsView } from "./details-view.ts";
import { listenToGestures } from "./gestures.ts";
import { markStyle } from "./mark-style.ts";
import { moveLayers } from "./move-layers.ts";
import { plotStyle } from "./plot-style.ts";
import { drawnRows, HEAD, LANE, namesView, plotContent, type PlotScene } from "./plot-view.ts";
import type { Place, Row } from "./rows.ts";
import { type Command, commandOf } from "./timeline-keys.ts";
import { laneKey, type PendingAlarms } from "./timeline-model.ts";
import { type MarkRef, REDRAW, TimelineState } from "./timeline-state.ts";
import { timelineStyle } from "./timeline-style.ts";
import { toolbarView } from "./toolbar-view.ts";
import { endOf, shareOf } from "./viewport.ts";
import { Walk } from "./walk.ts";

/** How much is drawn beyond each edge, in widths of the view: so far it can be moved as it is. */
const BEYOND = 0.6;
/** From this many objects on there is a field to filter them. */
const MANY = 8;

/** So wide, in px, the details have room beside the plot. */
const BESIDE = 544;

/**
 * What has happened and what is to come: a lane for each object, time from left to right. Dispatches
 * `show-panel` with the detail `"console"` when the reader wants to see the lines of an event.
 */
export class TabdTimeline extends HistoryElement {
  static override properties = {
    ...SessionElement.properties,
    filter: { state: true },
  };

  static override styles = [shared, timelineStyle, plotStyle, markStyle];

  declare filter: string;

  #state = new TimelineState(Date.now());
  #disk: string | undefined;
  #height = 0;
  #scrollTop = 0;
  /** The time that is drawn at the left edge of the layers. */
  #origin = 0;
  #drawnAt = 0;
  #frame: number | undefined;
  readonly #walk: Walk;
  /** What was last taken in of the pending alarms. */
  #seen: PendingAlarms | undefined;
  readonly #resize = new ResizeObserver(() => this.#measure());
  readonly #ticker = new Ticker({
    element: this,
    delay: () => this.#state.untilChange(this.#hostTime, wantsStillness()),
    tick: () => this.#tick(),
  });
  readonly #pending = new ServerWatch<PendingAlarms>(this, {
    look: async (server) => {
      const seq = this.session?.history.entries.at(-1)?.seq ?? 0;
      return { ...(await server.inspect.alarms({ limit: 1000 })), seq };
    },
    concerns: ({ type }: HostEvent) =>
      type.startsWith("alarm-") || type.startsWith("files-") || type === "owner-changed",
  });
  readonly #keep = (): void => {
    if (this.#disk === undefined) return;
    this.session?.settings.set(`timeline ${this.#disk}`, this.#state.camera.kept);
  };

  constructor() {
    super();
    this.filter = "";
    this.#walk = new Walk({
      state: () => this.#state,
      session: () => this.session,
      now: () => this.now,
      draw: () => this.requestUpdate(),
      scrollTo: (row) => this.#scrollTo(row),
      focusMark: (key) => void this.#focusMark(key),
      uncover: (key) => void this.#uncover(key),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticker.start();
    addEventListener("pagehide", this.#keep);
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keep();
    this.#ticker.stop();
    this.#resize.disconnect();
    removeEventListener("pagehide", this.#keep);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  protected override firstUpdated(): void {
    this.#observe();
    listenToGestures(this.#plot, {
      pan: (share) => this.#move((camera) => camera.pan(share)),
      zoom: (factor, share) => this.#move((camera) => camera.zoom(factor, share, this.now)),
    });
    this.#measure();
  }

  protected override historyChanged(): void {
    this.#state.stale = true;
    // Events come in swarms: one drawing for each frame is enough.
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.requestUpdate();
    });
  }

  protected override sessionChanged(): void {
    super.sessionChanged();
    this.#state.stale = true;
    this.#walk.follow();
  }

  get #plot(): HTMLElement {
    return this.renderRoot.querySelector(".plot") as HTMLElement;
  }

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector(".scroller") as HTMLElement;
  }

  get #hostTime(): HostTime {
    return this.session?.history.hostTime ?? REAL_HOST_TIME;
  }

  #observe(): void {
    this.#resize.observe(this.#plot);
    this.#resize.observe(this.#scroller);
  }

  #measure(): void {
    const { clientWidth } = this.#plot;
    const { clientHeight } = this.#scroller;
    if (clientWidth === this.#state.width && clientHeight === this.#height) return;
    this.#state.width = clientWidth;
    this.#height = clientHeight;
    this.#state.stale = true;
    this.requestUpdate();
  }

  #move(change: (camera: Camera) => void): void {
    this.#state.move(change);
    this.requestUpdate();
  }

  #tick(): void {
    if (!this.hasUpdated) return;
    const { camera } = this.#state;
    camera.tick(this.now, wantsStillness());
    this.#place();
    const { from, span } = camera.view;
    const moved = Math.abs(from - this.#origin) > span * BEYOND * 0.9;
    if (moved || performance.now() - this.#drawnAt >= REDRAW) this.requestUpdate();
  }

  #place(): void {
    const { camera, msPerPx, width } = this.#state;
    moveLayers(this.renderRoot, {
      shift: (this.#origin - camera.view.from) / msPerPx,
      now: shareOf(camera.view, this.now),
      width,
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (session === undefined) return;
    if (session.disk !== this.#disk) this.#openDisk(session.disk);
    const state = this.#state;
    const pending = session.server === undefined ? undefined : this.#pending.value;
    if (state.stale || pending !== this.#seen || changed.has("filter")) {
      this.#seen = pending;
      state.refresh(session.history.entries, pending, {
        filter: this.filter,
        touch: matchMedia("(pointer: coarse)").matches,
        hostTime: this.#hostTime,
      });
    }
    state.camera.tick(this.now, wantsStillness());
    this.#origin = state.camera.view.from;
    this.#drawnAt = performance.now();
  }

  /** Another project: its past, and the view that it was left with. */
  #openDisk(disk: string): void {
    this.#keep();
    this.#disk = disk;
    const kept = this.session?.settings.get<KeptCamera | undefined>(`timeline ${disk}`, undefined);
    const { width } = this.#state;
    this.#state = new TimelineState(this.now, kept);
    this.#state.width = width;
  }

  protected override updated(): void {
    this.#place();
    this.#ticker.wake();
  }

  override render(): TemplateResult {
    const scene = this.#scene();
    const drawn = drawnRows(scene);
    const chosen = this.#state.find(this.#state.chosen);
    return html`
      ${this.#toolbar()}
      <div class="body">
        <div class="frame">
          <div class="scroller" @scroll=${this.#scrolled}>
            ${namesView(scene, drawn)}
            <div
              class="plot"
              role="listbox"
              aria-label="Events in time"
              aria-orientation="horizontal"
              tabindex=${scene.tabStop === undefined ? 0 : -1}
              @keydown=${this.#key}
              @click=${this.#pressed}
              @focusin=${this.#focused}
            >
              ${plotContent(scene, drawn)}
            </div>
          </div>
          <div class="over" aria-hidden="true">
            <div class="now" hidden>
              <span class="tag">${this.#hostTime.clock.mode === "frozen" ? "paused" : "now"}</span>
            </div>
          </div>
          ${scene.lanes.length === 0 ? html`<p class="empty">${this.#emptyWords()}</p>` : nothing}
        </div>
        ${chosen === undefined ? nothing : this.#details(chosen)}
      </div>
    `;
  }

  #toolbar(): TemplateResult {
    const { camera, model } = this.#state;
    const pending = this.#pending.value;
    return toolbarView({
      follows: camera.follows,
      empty: model.range === undefined,
      filter: model.lanes.length < MANY ? undefined : this.filter,
      unseen: pending === undefined ? 0 : pending.total - pending.alarms.length,
      follow: () => this.#command({ do: "follow" }),
      fit: () => this.#command({ do: "fit" }),
      zoom: (factor) => this.#command({ do: "zoom", factor }),
      setFilter: (filter) => {
        this.filter = filter;
      },
    });
  }

  #emptyWords(): string {
    if (this.filter !== "" && this.#state.model.lanes.length > 0) return "No object is called so.";
    return "Nothing has happened yet. Each object gets a line of its own here.";
  }

  #details(place: Place): TemplateResult {
    const { marks, face } = place.cluster;
    const mark = marks.find(({ key }) => key === this.#state.chosen?.mark) ?? face;
    const seq = mark.kind === "coming" ? undefined : mark.entry?.seq;
    const entries = this.session?.history.entries ?? [];
    return detailsView({
      place,
      mark,
      now: this.now,
      beside: this.offsetWidth >= BESIDE,
      lines: seq === undefined ? 0 : linesOf(entries, seq).length,
      choose: (other) => this.#walk.choose(place.row, other),
      showLines: () =>
        this.dispatchEvent(
          new CustomEvent("show-panel", { detail: "console", bubbles: true, composed: true }),
        ),
      close: () => this.#command({ do: "close" }),
    });
  }

  #scene(): PlotScene {
    const state = this.#state;
    const { view } = state.camera;
    const [page, ...lanes] = state.rows;
    const beyond = view.span * BEYOND;
    const active = state.find(state.active);
    const actor = this.session?.selection.actor;
    const scene: PlotScene = {
      view,
      from: view.from - beyond,
      to: endOf(view) + beyond,
      origin: this.#origin,
      msPerPx: state.msPerPx,
      now: this.now,
      active: active?.cluster.key,
      tabStop: active?.cluster.key,
      chosen: state.chosen?.mark,
      width: state.width,
      page,
      lanes,
      // Lanes may have gone: the browser will scroll to the new end.
      scrollTop: Math.min(this.#scrollTop, Math.max(0, HEAD + lanes.length * LANE - this.#height)),
      height: this.#height,
      activeRow: active?.row.key,
      selectedRow: actor && laneKey(actor.className, actor.id),
      pressName: (row) => this.session?.select({ actor: row.lane?.actor }),
      reveal: (time) => this.#move((camera) => camera.reveal(time, this.now)),
    };
    if (active !== undefined) return scene;
    // Where Tab leads while the keyboard has not been anywhere.
    const seen = [...drawnRows(scene).map(({ row }) => row), ...(page === undefined ? [] : [page])];
    const tabStop = seen.map((row) => state.lastInSight(row)).find((key) => key !== undefined);
    return { ...scene, tabStop };
  }

  readonly #scrolled = (): void => {
    this.#scrollTop = this.#scroller.scrollTop;
    this.requestUpdate();
  };

  readonly #focused = (event: FocusEvent): void => {
    const ref = refOf(event);
    if (ref !== undefined) this.#walk.arrived(ref);
  };

  readonly #pressed = (event: MouseEvent): void => {
    const ref = refOf(event);
    if (ref === undefined) return;
    this.#walk.open(ref);
    void this.#focusMark(ref.mark);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const command = commandOf(event);
    if (command === undefined) return;
    event.preventDefault();
    this.#command(command);
  };

  #command(command: Command): void {
    switch (command.do) {
      case "go":
        return this.#walk.go(command.direction);
      case "open":
        return this.#walk.open(this.#state.active);
      case "close":
        return this.#walk.close();
      default:
        this.#state.look(command, this.#hostTime);
        this.requestUpdate();
    }
  }

  async #focusMark(key: string): Promise<void> {
    await this.updateComplete;
    this.#option(key)?.focus({ preventScroll: true });
  }

  /** The sheet at the bottom of a small screen covers what is below its middle. */
  async #uncover(key: string): Promise<void> {
    await this.updateComplete;
    if (this.offsetWidth < BESIDE) this.#option(key)?.scrollIntoView({ block: "center" });
  }

  #option(key: string): HTMLElement | undefined {
    const options = this.renderRoot.querySelectorAll<HTMLElement>("[role=option]");
    return [...options].find(({ dataset }) => dataset["key"] === key);
  }

  #scrollTo(row: Row): void {
    const index = this.#state.rows.indexOf(row) - 1;
    if (index < 0 || !this.hasUpdated) return;
    const room = this.#height - HEAD - LANE;
    const { scrollTop } = this.#scroller;
    this.#scroller.scrollTop = Math.min(index * LANE, Math.max(scrollTop, index * LANE - room));
  }
}

/** The mark that an event of the page is about. */
function refOf(event: Event): MarkRef | undefined {
  const option = (event.target as Element).closest<HTMLElement>("[role=option]");
  const { row, key } = option?.dataset ?? {};
  return row === undefined || key === undefined ? undefined : { row, mark: key };
}

customElements.define("tabd-timeline", TabdTimeline);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-timeline": TabdTimeline;
  }
}
