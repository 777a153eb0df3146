import type { RowScene } from "./row-view.ts";
import type { Row } from "./rows.ts";
import type { TimelineState } from "./timeline-state.ts";
import { endOf, type Viewport } from "./viewport.ts";

/** How much is drawn beyond each edge, in widths of the view: so far it can be moved as it is. */
export const BEYOND = 0.6;
/** The heights of the ruler with the page's row, and of a lane, in px. */
export const HEAD = 52;
export const LANE = 36;
/** Lanes that are drawn above and below those in sight. */
const SPARE = 2;

export interface PlotScene extends RowScene {
  readonly view: Viewport;
  readonly page: Row | undefined;
  readonly lanes: readonly Row[];
  /** Which part of the lanes is in sight, in px from the first lane's top. */
  readonly scrollTop: number;
  readonly height: number;
  /** The row that the keyboard is on is drawn in sight or not: it must not lose the focus. */
  readonly activeRow: string | undefined;
  /** The row of the object that is selected. */
  readonly selectedRow: string | undefined;
  /** Somebody pressed a lane's name. */
  readonly pressName: (row: Row) => void;
  /** Somebody wants to see an alarm that is out of sight. */
  readonly reveal: (time: number) => void;
}

export interface DrawnRow {
  readonly row: Row;
  readonly top: number;
}

/** The lanes that are drawn, and where. */
export function drawnRows(scene: PlotScene): readonly DrawnRow[] {
  const first = Math.floor(scene.scrollTop / LANE) - SPARE;
  const last = Math.ceil((scene.scrollTop + scene.height) / LANE) + SPARE;
  return scene.lanes
    .map((row, index) => ({ row, top: index * LANE, index }))
    .filter(({ row, index }) => (index >= first && index <= last) || row.key === scene.activeRow);
}

/** How the plot stands on the page, and what can be done in it. */
type PlotPlace = Pick<
  PlotScene,
  "origin" | "now" | "scrollTop" | "height" | "selectedRow" | "pressName" | "reveal"
>;

/** What is to be drawn of a timeline. */
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
    // Lanes may have gone: the browser will scroll to the new end.
    scrollTop: Math.min(place.scrollTop, Math.max(0, HEAD + lanes.length * LANE - place.height)),
    activeRow: active?.row.key,
  };
  if (active !== undefined) return scene;
  // Where Tab leads while the keyboard has not been anywhere.
  const seen = [...drawnRows(scene).map(({ row }) => row), ...(page === undefined ? [] : [page])];
  const tabStop = seen.map((row) => state.lastInSight(row)).find((key) => key !== undefined);
  return { ...scene, tabStop };
}
