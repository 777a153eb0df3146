import type { RowScene } from "./row-view.ts";
import type { Row } from "./rows.ts";
import type { TimelineState } from "./timeline-state.ts";
import { endOf, type Viewport } from "./viewport.ts";

/** How much is rendered beyond each edge, in widths of the view, so that panning needs no redraw. */
export const BEYOND = 0.6;
/** Heights of the head (ruler and page row) and of a lane, in px. */
export const HEAD = 52;
export const LANE = 36;
/** Extra lanes rendered above and below the visible ones. */
const SPARE = 2;

export interface PlotScene extends RowScene {
  readonly view: Viewport;
  readonly page: Row | undefined;
  readonly lanes: readonly Row[];
  /** The visible part of the lanes, in px from the top of the first lane. */
  readonly scrollTop: number;
  readonly height: number;
  /** The row with the focus. It is always rendered, so that it keeps the focus. */
  readonly activeRow: string | undefined;
  /** The row of the selected object. */
  readonly selectedRow: string | undefined;
  readonly pressName: (row: Row) => void;
  readonly reveal: (time: number) => void;
}

export interface DrawnRow {
  readonly row: Row;
  readonly top: number;
}

/** The lanes to render, with their positions. */
export function drawnRows(scene: PlotScene): readonly DrawnRow[] {
  const first = Math.floor(scene.scrollTop / LANE) - SPARE;
  const last = Math.ceil((scene.scrollTop + scene.height) / LANE) + SPARE;
  return scene.lanes
    .map((row, index) => ({ row, top: index * LANE, index }))
    .filter(({ row, index }) => (index >= first && index <= last) || row.key === scene.activeRow);
}

type PlotPlace = Pick<
  PlotScene,
  "origin" | "now" | "scrollTop" | "height" | "selectedRow" | "pressName" | "reveal"
>;

export function plotScene(state: TimelineState, place: PlotPlace): PlotScene {
  const { view } = state.camera;
  const [page, ...lanes] = state.rows;
  const beyond = view.span * BEYOND;
  const active = state.find(state.active);
  const scene: PlotScene = {
    ...place,
    view,
    from: view.from - beyond,
    to: endOf(view) + beyond,
    msPerPx: state.msPerPx,
    active: active?.cluster.key,
    tabStop: active?.cluster.key,
    chosen: state.chosen?.mark,
    width: state.width,
    page,
    lanes,
    // If lanes were removed, the browser will scroll to the new end.
    scrollTop: Math.min(place.scrollTop, Math.max(0, HEAD + lanes.length * LANE - place.height)),
    activeRow: active?.row.key,
  };
  if (active !== undefined) return scene;
  // The tab stop before any mark has had the focus.
  const seen = [...drawnRows(scene).map(({ row }) => row), ...(page === undefined ? [] : [page])];
  const tabStop = seen.map((row) => state.lastInSight(row)).find((key) => key !== undefined);
  return { ...scene, tabStop };
}
