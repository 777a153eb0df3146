import { type HostTime, hostTimeAt, rateOf } from "../clock/host-time.ts";
import type { HistoryEntry } from "../history/history-event.ts";
import { Camera, type KeptCamera } from "./camera.ts";
import type { TimelineModel } from "./marks.ts";
import { type Place, placeOf, type Row, rowsOf } from "./rows.ts";
import type { Command } from "./timeline-keys.ts";
import { type PendingAlarms, timelineModel } from "./timeline-model.ts";
import { type Around, endOf, shareOf } from "./viewport.ts";

/** Marks closer than this form a cluster, in px; touch needs more. */
const REACH = 13;
const TOUCH_REACH = 24;
/** Differences below this are message latency and not a jump of the clock, in ms. */
const SLACK = 2000;

/** How often countdowns are redrawn, in ms. */
export const REDRAW = 1000;

export interface MarkRef {
  readonly row: string;
  readonly mark: string;
}

/** The state of the timeline: model, rows, camera, focus and selection. */
export class TimelineState {
  camera: Camera;
  model: TimelineModel = timelineModel([], undefined);
  rows: readonly Row[] = [];
  /** Width of the plot, in px. */
  width = 0;
  /** The focused mark. */
  active: MarkRef | undefined;
  /** The mark whose details are shown. */
  chosen: MarkRef | undefined;
  /** Whether model and rows must be rebuilt. */
  stale = true;
  #last: { readonly now: number; readonly real: number; readonly rate: number } | undefined;

  constructor(now: number, kept?: KeptCamera) {
    this.camera = new Camera(now, kept);
  }

  get msPerPx(): number {
    return this.camera.view.span / Math.max(this.width, 1);
  }

  /** Rebuilds model and rows. */
  refresh(
    entries: readonly HistoryEntry[],
    pending: PendingAlarms | undefined,
    { filter, touch, hostTime }: { filter: string; touch: boolean; hostTime: HostTime },
  ): void {
    this.stale = false;
    this.model = timelineModel(entries, pending);
    this.arrange(hostTime);
    this.rows = rowsOf(this.model, (touch ? TOUCH_REACH : REACH) * this.msPerPx, filter);
  }

  /** Lets a following camera adapt after an event. */
  arrange(hostTime: HostTime): void {
    const real = Date.now();
    this.move((camera) => camera.arrange(this.around(hostTime, real), real));
  }

  /** The surroundings of now. `jumped` is how far the clock was advanced since the last call. */
  around(hostTime: HostTime, real: number): Around {
    const now = hostTimeAt(hostTime, real);
    const rate = rateOf(hostTime.clock);
    const last = this.#last;
    this.#last = { now, real, rate };
    const times = this.model.lanes.flatMap(({ coming }) => coming?.time ?? []);
    const next = times.length === 0 ? undefined : Math.min(...times);
    const expected = last === undefined ? now : last.now + (real - last.real) * last.rate;
    const slack = SLACK * Math.max(1, rate, last?.rate ?? 1);
    const jumped = now - expected > slack ? now - expected : 0;
    return { now, next, jumped, rate, slowed: last !== undefined && rate < last.rate };
  }

  /**
   * ms of the computer's time until the next visible change; Infinity for none.
   *
   * @param still whether to move in steps (reduced motion).
   */
  untilChange(hostTime: HostTime, still: boolean): number {
    const rate = rateOf(hostTime.clock);
    if (rate === 0 || this.width === 0) return Infinity;
    const { view, follows } = this.camera;
    const share = shareOf(view, hostTimeAt(hostTime, Date.now()));
    const redraw = Math.max(REDRAW / rate, REDRAW / 4);
    if (!follows && (share < -0.1 || share > 1.1)) return redraw;
    const halfPixel = (this.msPerPx * 0.5) / rate;
    return still ? Math.max(REDRAW, halfPixel) : Math.min(redraw, halfPixel);
  }

  /** Moves the camera. */
  move(change: (camera: Camera) => void): void {
    const { span } = this.camera.view;
    change(this.camera);
    if (this.camera.view.span !== span) this.stale = true;
  }

  /** Applies a command to the camera. */
  look(command: Command, hostTime: HostTime): void {
    const real = Date.now();
    const now = hostTimeAt(hostTime, real);
    this.move((camera) => {
      if (command.do === "pan") camera.pan(command.share);
      else if (command.do === "zoom") camera.zoom(command.factor, this.#zoomCenter(), now);
      else if (command.do === "follow") camera.follow(this.around(hostTime, real));
      else if (command.do === "fit" && this.model.range !== undefined) camera.fit(this.model.range);
    });
  }

  /** Zooms around the focused mark, or the middle. */
  #zoomCenter(): number {
    const time = this.find(this.active)?.cluster.from;
    const share = time === undefined ? 0.5 : shareOf(this.camera.view, time);
    return share >= 0 && share <= 1 ? share : 0.5;
  }

  find(ref: MarkRef | undefined): Place | undefined {
    return ref && placeOf(this.rows, ref.row, ref.mark);
  }

  /** The last visible cluster of a row. */
  lastInSight(row: Row): string | undefined {
    const { view } = this.camera;
    return row.clusters.findLast(({ from }) => from >= view.from && from <= endOf(view))?.key;
  }
}
