import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { HostEvent } from "tabd";
import { type HostTime, REAL_HOST_TIME } from "../clock/host-time.ts";
import { Ticker, prefersReducedMotion } from "../clock/ticker.ts";
import { HistoryElement } from "../history/history-element.ts";
import { linesOf } from "../history/lines-of.ts";
import { ServerWatch } from "../panels/server-watch.ts";
import { SessionElement } from "../panels/session-element.ts";
import { shared } from "../style/shared.ts";
import type { Camera, KeptCamera } from "./camera.ts";
import { detailsView } from "./details-view.ts";
import { listenToGestures } from "./gestures.ts";
import { markElement, markOf } from "./mark-elements.ts";
import { markStyle } from "./mark-style.ts";
import { moveLayers } from "./move-layers.ts";
import { plotStyle } from "./plot-style.ts";
import { BEYOND, drawnRows, plotScene, type PlotScene } from "./plot-scene.ts";
import { PlotSight } from "./plot-sight.ts";
import { namesView, plotContent } from "./plot-view.ts";
import type { Place } from "./rows.ts";
import { type Command, commandOf } from "./timeline-keys.ts";
import { laneKey, type PendingAlarms } from "./timeline-model.ts";
import { REDRAW, TimelineState } from "./timeline-state.ts";
import { timelineStyle } from "./timeline-style.ts";
import { toolbarView } from "./toolbar-view.ts";
import { shareOf } from "./viewport.ts";
import { MarkNavigation } from "./mark-navigation.ts";

/** The filter field appears from this many objects. */
const MANY = 8;

/** From this width, in px, the details fit beside the plot. */
const BESIDE = 544;

/**
 * Past events and pending alarms: one lane per object, time from left to right. Dispatches `show-panel`
 * with the detail `"console"` to show the lines of an event.
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
  /** The time at the left edge of the layers. */
  #origin = 0;
  #drawnAt = 0;
  #frame: number | undefined;
  readonly #navigation: MarkNavigation;
  /** The pending alarms in the current model. */
  #seen: PendingAlarms | undefined;
  readonly #sight = new PlotSight(() => {
    this.#state.width = this.#sight.width;
    this.#state.stale = true;
    this.requestUpdate();
  });
  readonly #ticker = new Ticker({
    element: this,
    delay: () => this.#state.untilChange(this.#hostTime, prefersReducedMotion()),
    tick: () => this.#tick(),
  });
  readonly #pending = new ServerWatch<PendingAlarms>(this, {
    look: async (server) => {
      const seq = this.session?.history.entries.at(-1)?.seq ?? 0;
      return { ...(await server.inspect.alarms({ limit: 1000 })), seq };
    },
    concerns: ({ type }: HostEvent) =>
      type.startsWith("alarm-") || type.startsWith("files-") || type === "leader-changed",
  });
  readonly #keep = (): void => {
    if (this.#disk === undefined) return;
    this.session?.settings.set(`timeline ${this.#disk}`, this.#state.camera.kept);
  };

  constructor() {
    super();
    this.filter = "";
    this.#navigation = new MarkNavigation({
      state: () => this.#state,
      session: () => this.session,
      now: () => this.now,
      draw: () => this.requestUpdate(),
      scrollTo: (row) => this.#sight.scrollTo(this.#state.rows.indexOf(row) - 1),
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
    this.#sight.disconnect();
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
    this.#sight.measure();
  }

  protected override historyChanged(): void {
    this.#state.stale = true;
    // Events come in bursts: redraw once per frame.
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.requestUpdate();
    });
  }

  protected override sessionChanged(): void {
    super.sessionChanged();
    this.#state.stale = true;
    this.#navigation.follow();
  }

  get #plot(): HTMLElement {
    return this.renderRoot.querySelector(".plot") as HTMLElement;
  }

  get #hostTime(): HostTime {
    return this.session?.history.hostTime ?? REAL_HOST_TIME;
  }

  #observe(): void {
    this.#sight.observe(this.#plot, this.renderRoot.querySelector(".scroller") as HTMLElement);
  }

  #move(change: (camera: Camera) => void): void {
    this.#state.move(change);
    this.requestUpdate();
  }

  #tick(): void {
    if (!this.hasUpdated) return;
    const { camera } = this.#state;
    camera.tick(this.now, prefersReducedMotion());
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
    state.camera.tick(this.now, prefersReducedMotion());
    this.#origin = state.camera.view.from;
    this.#drawnAt = performance.now();
  }

  /** Restores camera and filter of another project. */
  #openDisk(disk: string): void {
    this.#keep();
    this.#disk = disk;
    const { settings } = this.session ?? {};
    const kept = settings?.get<KeptCamera | undefined>(`timeline ${disk}`, undefined);
    this.filter = settings?.get(filterKey(disk), "") ?? "";
    this.#state = new TimelineState(this.now, kept);
    this.#state.width = this.#sight.width;
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
              aria-label="Timeline events"
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
      filter: model.lanes.length < MANY && this.filter === "" ? undefined : this.filter,
      unseen: pending === undefined ? 0 : pending.total - pending.alarms.length,
      follow: () => this.#command({ do: "follow" }),
      fit: () => this.#command({ do: "fit" }),
      zoom: (factor) => this.#command({ do: "zoom", factor }),
      setFilter: (filter) => {
        this.filter = filter;
        this.session?.settings.set(filterKey(this.#disk), filter || undefined);
      },
    });
  }

  #emptyWords(): string {
    if (this.filter !== "" && this.#state.model.lanes.length > 0)
      return "No object matches the filter.";
    return "No events yet. Each object gets a lane here.";
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
      choose: (other) => this.#navigation.choose(place.row, other),
      showLines: () =>
        this.dispatchEvent(
          new CustomEvent("show-panel", { detail: "console", bubbles: true, composed: true }),
        ),
      close: () => this.#command({ do: "close" }),
    });
  }

  #scene(): PlotScene {
    const actor = this.session?.selection.actor;
    return plotScene(this.#state, {
      origin: this.#origin,
      now: this.now,
      scrollTop: this.#sight.scrollTop,
      height: this.#sight.height,
      selectedRow: actor && laneKey(actor.className, actor.id),
      pressName: (row) => this.session?.select({ actor: row.lane?.actor }),
      reveal: (time) => this.#move((camera) => camera.reveal(time, this.now)),
    });
  }

  readonly #scrolled = (): void => {
    this.#sight.scrolled();
    this.requestUpdate();
  };

  readonly #focused = (event: FocusEvent): void => {
    const ref = markOf(event);
    if (ref !== undefined) this.#navigation.arrived(ref);
  };

  readonly #pressed = (event: MouseEvent): void => {
    const ref = markOf(event);
    if (ref === undefined) return;
    this.#navigation.open(ref);
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
        return this.#navigation.go(command.direction);
      case "open":
        return this.#navigation.open(this.#state.active);
      case "close":
        return this.#navigation.close();
      default:
        this.#state.look(command, this.#hostTime);
        this.requestUpdate();
    }
  }

  async #focusMark(key: string): Promise<void> {
    await this.updateComplete;
    markElement(this.renderRoot, key)?.focus({ preventScroll: true });
  }

  /** On a small screen the details cover the lower half. */
  async #uncover(key: string): Promise<void> {
    await this.updateComplete;
    if (this.offsetWidth < BESIDE)
      markElement(this.renderRoot, key)?.scrollIntoView({ block: "center" });
  }
}

const filterKey = (disk = ""): string => `timeline filter ${disk}`;

customElements.define("tabd-timeline", TabdTimeline);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-timeline": TabdTimeline;
  }
}
