import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { HostEvent } from "tabd";
import { rateOf } from "../clock/host-time.ts";
import { Ticker, wantsStillness } from "../clock/ticker.ts";
import { timeOfDay } from "../clock/time-words.ts";
import { HistoryElement } from "../history/history-element.ts";
import { linesOf } from "../history/lines-of.ts";
import { ServerWatch } from "../panels/server-watch.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { Selection } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { Camera, type KeptCamera } from "./camera.ts";
import { detailsView } from "./details-view.ts";
import { listenToGestures } from "./gestures.ts";
import type { Mark, TimelineModel } from "./marks.ts";
import { drawnRows, HEAD, LANE, namesView, plotContent, type PlotScene } from "./plot-view.ts";
import {
  type Direction,
  holds,
  markOfEntry,
  neighbour,
  type Place,
  placeOf,
  type Row,
  rowsOf,
} from "./rows.ts";
import { type Command, commandOf } from "./timeline-keys.ts";
import { laneKey, type PendingAlarms, timelineModel } from "./timeline-model.ts";
import { timelineStyle } from "./timeline-style.ts";
import { toolbarView } from "./toolbar-view.ts";
import { endOf, shareOf } from "./viewport.ts";

/** Marks nearer to each other than this are one, in px; a finger needs more room. */
const REACH = 13;
const TOUCH_REACH = 24;
/** How much is drawn beyond each edge, in widths of the view: so far it can be moved as it is. */
const BEYOND = 0.6;
/** What changes by itself, the countdowns, is drawn so often, in ms. */
const REDRAW = 1000;
/** From this many objects on there is a field to filter them. */
const MANY = 8;

/** Which mark the keyboard is on, or the details are about. */
interface MarkRef {
  readonly row: string;
  readonly mark: string;
}

/**
 * What has happened and what is to come: a lane for each object, time from left to right. Dispatches
 * `show-panel` with the detail `"console"` when the reader wants to see the lines of an event.
 */
export class TabdTimeline extends HistoryElement {
  static override properties = {
    ...SessionElement.properties,
    filter: { state: true },
  };

  static override styles = [shared, timelineStyle];

  declare filter: string;

  #camera = new Camera(Date.now());
  #disk: string | undefined;
  #model: TimelineModel = timelineModel([], undefined);
  #rows: readonly Row[] = [];
  #stale = true;
  #width = 0;
  #height = 0;
  #scrollTop = 0;
  /** The time that is drawn at the left edge of the layers. */
  #origin = 0;
  #drawnAt = 0;
  #frame: number | undefined;
  #lastNow = { now: 0, real: 0, rate: 1 };
  #active: MarkRef | undefined;
  #chosen: MarkRef | undefined;
  #selection: Selection | undefined;
  readonly #resize = new ResizeObserver(() => this.#measure());
  readonly #ticker = new Ticker({
    element: this,
    delay: () => this.#untilChange(),
    tick: () => this.#tick(),
  });
  readonly #pending = new ServerWatch<PendingAlarms>(this, {
    look: async (server) => {
      const seq = this.session?.history.entries.at(-1)?.seq ?? 0;
      this.#stale = true;
      return { ...(await server.inspect.alarms({ limit: 1000 })), seq };
    },
    concerns: ({ type }: HostEvent) =>
      type.startsWith("alarm-") || type.startsWith("files-") || type === "owner-changed",
  });
  readonly #keep = (): void => {
    if (this.#disk === undefined) return;
    this.session?.settings.set(`timeline ${this.#disk}`, this.#camera.kept);
  };

  constructor() {
    super();
    this.filter = "";
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
      pan: (share) => this.#look((camera) => camera.pan(share)),
      zoom: (factor, share) => this.#look((camera) => camera.zoom(factor, share, this.now)),
    });
    this.#measure();
  }

  protected override historyChanged(): void {
    this.#stale = true;
    this.#arrange();
    // Events come in swarms: one drawing for each frame is enough.
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.requestUpdate();
    });
  }

  protected override sessionChanged(): void {
    super.sessionChanged();
    const selection = this.session?.selection;
    if (selection === undefined || selection === this.#selection) return;
    this.#selection = selection;
    this.#showSelection(selection);
  }

  get #plot(): HTMLElement {
    return this.renderRoot.querySelector(".plot") as HTMLElement;
  }

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector(".scroller") as HTMLElement;
  }

  #observe(): void {
    this.#resize.observe(this.#plot);
    this.#resize.observe(this.#scroller);
  }

  #measure(): void {
    const { clientWidth } = this.#plot;
    const { clientHeight } = this.#scroller;
    if (clientWidth === this.#width && clientHeight === this.#height) return;
    this.#width = clientWidth;
    this.#height = clientHeight;
    this.#stale = true;
    this.requestUpdate();
  }

  get #msPerPx(): number {
    return this.#camera.view.span / Math.max(this.#width, 1);
  }

  /** Moves the camera as somebody asked for. */
  #look(move: (camera: Camera) => void): void {
    const { span } = this.#camera.view;
    move(this.#camera);
    if (this.#camera.view.span !== span) this.#stale = true;
    this.requestUpdate();
  }

  /** What there is around now; `jumped` is how far the clock was moved since the last time. */
  #around(): { now: number; next: number | undefined; jumped: number; rate: number } {
    const { now } = this;
    const real = Date.now();
    const rate = rateOf(this.session?.history.hostTime.clock ?? { mode: "real" });
    const last = this.#lastNow;
    const expected = last.now + (real - last.real) * last.rate;
    const jumped = last.real === 0 ? 0 : Math.max(0, now - expected);
    this.#lastNow = { now, real, rate };
    // What a message takes is no jump.
    const slack = 2000 * Math.max(1, rate, last.rate);
    const times = this.#model.lanes.flatMap(({ coming }) => coming?.time ?? []);
    const next = times.length === 0 ? undefined : Math.min(...times);
    return { now, next, jumped: jumped > slack ? jumped : 0, rate };
  }

  #arrange(): void {
    const { span } = this.#camera.view;
    this.#camera.arrange(this.#around(), Date.now());
    if (this.#camera.view.span !== span) this.#stale = true;
  }

  #untilChange(): number {
    const rate = rateOf(this.session?.history.hostTime.clock ?? { mode: "real" });
    if (rate === 0 || this.#width === 0) return Infinity;
    const { view, follows } = this.#camera;
    const share = shareOf(view, this.now);
    const inSight = follows || (share > -0.1 && share < 1.1);
    const redraw = Math.max(REDRAW / rate, REDRAW / 4);
    if (!inSight) return redraw;
    const halfPixel = (this.#msPerPx * 0.5) / rate;
    return wantsStillness() ? Math.max(REDRAW, halfPixel) : Math.min(redraw, halfPixel);
  }

  #tick(): void {
    if (!this.hasUpdated) return;
    this.#camera.tick(this.now, wantsStillness());
    this.#place();
    const { view } = this.#camera;
    const moved = Math.abs(view.from - this.#origin) > view.span * BEYOND * 0.9;
    if (moved || performance.now() - this.#drawnAt >= REDRAW) this.requestUpdate();
  }

  /** Moves what is drawn to where it belongs now. */
  #place(): void {
    const { view } = this.#camera;
    const shift = (this.#origin - view.from) / this.#msPerPx;
    for (const layer of this.renderRoot.querySelectorAll<HTMLElement>(".layer")) {
      layer.style.transform = `translateX(${shift}px)`;
    }
    const line = this.renderRoot.querySelector<HTMLElement>(".now");
    if (line === null) return;
    const share = shareOf(view, this.now);
    line.hidden = share < 0 || share > 1;
    line.style.transform = `translateX(${share * this.#width}px)`;
    const tag = line.querySelector(".tag");
    const text = timeOfDay(new Date(this.now));
    if (tag !== null && tag.textContent !== text) tag.textContent = text;
    line.classList.toggle("left", share > 0.85);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (session !== undefined && session.disk !== this.#disk) {
      this.#keep();
      this.#disk = session.disk;
      const kept = session.settings.get<KeptCamera | undefined>(
        `timeline ${session.disk}`,
        undefined,
      );
      this.#camera = new Camera(this.now, kept);
      this.#lastNow = { now: 0, real: 0, rate: 1 };
      this.#active = undefined;
      this.#chosen = undefined;
      this.#stale = true;
    }
    if (changed.has("filter")) this.#stale = true;
    if (this.#stale && session !== undefined) {
      this.#stale = false;
      const pending = session.server === undefined ? undefined : this.#pending.value;
      this.#model = timelineModel(session.history.entries, pending);
      this.#arrange();
      const touch = matchMedia("(pointer: coarse)").matches;
      const reach = (touch ? TOUCH_REACH : REACH) * this.#msPerPx;
      this.#rows = rowsOf(this.#model, reach, this.filter);
    }
    this.#camera.tick(this.now, wantsStillness());
    this.#origin = this.#camera.view.from;
    this.#drawnAt = performance.now();
  }

  protected override updated(): void {
    this.#place();
    this.#ticker.wake();
  }

  override render(): TemplateResult {
    const scene = this.#scene();
    const drawn = drawnRows(scene);
    const chosen = this.#find(this.#chosen);
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
            <div class="now" hidden><span class="tag"></span></div>
          </div>
          ${scene.lanes.length === 0 ? html`<p class="empty">${this.#emptyWords()}</p>` : nothing}
        </div>
        ${chosen === undefined ? nothing : this.#details(chosen)}
      </div>
    `;
  }

  #toolbar(): TemplateResult {
    const { range } = this.#model;
    const pending = this.#pending.value;
    return toolbarView({
      follows: this.#camera.follows,
      empty: range === undefined,
      filter: this.#model.lanes.length < MANY ? undefined : this.filter,
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
    if (this.filter !== "" && this.#model.lanes.length > 0) return "No object is called so.";
    return "Nothing has happened yet. Each object gets a line of its own here.";
  }

  #details(place: Place): TemplateResult {
    const { marks, face } = place.cluster;
    const mark = marks.find(({ key }) => key === this.#chosen?.mark) ?? face;
    const seq = mark.kind === "coming" ? undefined : mark.entry?.seq;
    const entries = this.session?.history.entries ?? [];
    return detailsView({
      place,
      mark,
      now: this.now,
      lines: seq === undefined ? 0 : linesOf(entries, seq).length,
      choose: (other) => this.#choose(place.row, other),
      showLines: () =>
        this.dispatchEvent(
          new CustomEvent("show-panel", { detail: "console", bubbles: true, composed: true }),
        ),
      close: () => this.#command({ do: "close" }),
    });
  }

  #scene(): PlotScene {
    const { view } = this.#camera;
    const [page, ...lanes] = this.#rows;
    const beyond = view.span * BEYOND;
    const active = this.#find(this.#active);
    const actor = this.session?.selection.actor;
    const scene: PlotScene = {
      view,
      from: view.from - beyond,
      to: endOf(view) + beyond,
      origin: this.#origin,
      msPerPx: this.#msPerPx,
      now: this.now,
      active: active?.cluster.key,
      tabStop: active?.cluster.key,
      chosen: this.#chosen?.mark,
      width: this.#width,
      page,
      lanes,
      scrollTop: this.#scrollTop,
      height: this.#height,
      activeRow: active?.row.key,
      selectedRow: actor && laneKey(actor.className, actor.id),
      pressName: (row) => this.session?.select({ actor: row.lane?.actor }),
      reveal: (time) => this.#look((camera) => camera.reveal(time, this.now)),
    };
    return active === undefined ? { ...scene, tabStop: this.#firstInSight(scene) } : scene;
  }

  /** Where Tab leads while the keyboard has not been anywhere: the last event in sight. */
  #firstInSight(scene: PlotScene): string | undefined {
    const inSight = (row: Row): string | undefined =>
      row.clusters.findLast(({ from }) => from >= scene.view.from && from <= endOf(scene.view))
        ?.key;
    for (const { row } of drawnRows(scene)) {
      const key = inSight(row);
      if (key !== undefined) return key;
    }
    return scene.page && inSight(scene.page);
  }

  #find(ref: MarkRef | undefined): Place | undefined {
    return ref && placeOf(this.#rows, ref.row, ref.mark);
  }

  readonly #scrolled = (): void => {
    this.#scrollTop = this.#scroller.scrollTop;
    this.requestUpdate();
  };

  readonly #focused = (event: FocusEvent): void => {
    const { row, key } = (event.target as HTMLElement).dataset;
    if (row !== undefined && key !== undefined) this.#active = { row, mark: key };
  };

  readonly #pressed = (event: MouseEvent): void => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    const { row, key } = option?.dataset ?? {};
    if (row === undefined || key === undefined) return;
    this.#open({ row, mark: key });
    option?.focus();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const command = commandOf(event);
    if (command === undefined) return;
    event.preventDefault();
    this.#command(command);
  };

  #command(command: Command): void {
    const active = this.#find(this.#active);
    switch (command.do) {
      case "go":
        return this.#go(command.direction);
      case "pan":
        return this.#look((camera) => camera.pan(command.share));
      case "zoom": {
        const { view } = this.#camera;
        const share = active === undefined ? 0.5 : shareOf(view, active.cluster.from);
        const around = share >= 0 && share <= 1 ? share : 0.5;
        return this.#look((camera) => camera.zoom(command.factor, around, this.now));
      }
      case "fit": {
        const { range } = this.#model;
        if (range !== undefined) this.#look((camera) => camera.fit(range));
        return;
      }
      case "follow":
        return this.#look((camera) => camera.follow(this.#around()));
      case "open":
        if (this.#active !== undefined) this.#open(this.#active);
        return;
      case "close":
        this.#chosen = undefined;
        this.requestUpdate();
    }
  }

  #go(direction: Direction): void {
    const from = this.#find(this.#active);
    const to = from && neighbour(this.#rows, from, direction);
    if (to !== undefined) void this.#focusOn(to);
  }

  async #focusOn({ row, cluster }: Place, focus = true): Promise<void> {
    this.#active = { row: row.key, mark: cluster.key };
    this.#look((camera) => camera.reveal(cluster.face.time, this.now));
    this.#scrollTo(row);
    await this.updateComplete;
    if (!focus) return;
    const options = this.renderRoot.querySelectorAll<HTMLElement>("[role=option]");
    const { key } = cluster;
    [...options].find(({ dataset }) => dataset["key"] === key)?.focus({ preventScroll: true });
  }

  #scrollTo(row: Row): void {
    const index = this.#rows.indexOf(row) - 1;
    if (index < 0) return;
    const room = this.#height - HEAD - LANE;
    const { scrollTop } = this.#scroller;
    this.#scroller.scrollTop = Math.min(index * LANE, Math.max(scrollTop, index * LANE - room));
  }

  /** Shows the details of the mark that matters most at a place. */
  #open(ref: MarkRef): void {
    const place = this.#find(ref);
    if (place === undefined) return;
    this.#active = ref;
    this.#choose(place.row, place.cluster.face);
  }

  #choose(row: Row, mark: Mark): void {
    this.#chosen = { row: row.key, mark: mark.key };
    this.requestUpdate();
    const actor = row.lane?.actor;
    const entry = mark.kind === "coming" ? undefined : mark.entry?.seq;
    this.session?.select({ actor, entry });
    this.#selection = this.session?.selection;
  }

  /** Something was selected elsewhere. */
  #showSelection({ actor, entry }: Selection): void {
    const key = actor && laneKey(actor.className, actor.id);
    const place = entry === undefined ? undefined : markOfEntry(this.#rows, entry, key);
    if (place !== undefined && entry !== undefined) {
      const mark = place.cluster.marks.find((one) => holds(one, entry)) ?? place.cluster.face;
      this.#chosen = { row: place.row.key, mark: mark.key };
      void this.#focusOn(place, false);
      return;
    }
    const row = this.#rows.find((one) => one.key === key);
    if (row !== undefined) this.#scrollTo(row);
  }
}

customElements.define("tabd-timeline", TabdTimeline);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-timeline": TabdTimeline;
  }
}
