import type { PlaygroundSession, Selection } from "../session/session.ts";
import type { Mark } from "./marks.ts";
import { type Direction, holds, markOfEntry, neighbour, type Place, type Row } from "./rows.ts";
import { laneKey } from "./timeline-model.ts";
import type { MarkRef, TimelineState } from "./timeline-state.ts";
import { shareOf } from "./viewport.ts";

/** What the navigation needs from the timeline element. */
export interface NavigationHost {
  state(): TimelineState;
  session(): PlaygroundSession | undefined;
  /** The host's time. */
  now(): number;
  /** Requests a redraw. */
  draw(): void;
  /** Scrolls a row into view. */
  scrollTo(row: Row): void;
  /** Focuses a mark once it is rendered. */
  focusMark(key: string): void;
  /** Ensures that the details do not cover their mark. */
  uncover(key: string): void;
}

/** Moves the focus between marks, opens details, and follows the session's selection. */
export class MarkNavigation {
  readonly #host: NavigationHost;
  #selection: Selection | undefined;

  constructor(host: NavigationHost) {
    this.#host = host;
  }

  go(direction: Direction): void {
    const state = this.#host.state();
    const from = state.find(state.active);
    const to = from === undefined ? this.#beginning() : neighbour(state.rows, from, direction);
    if (to === undefined) return;
    this.#goTo(to);
    this.#host.focusMark(to.cluster.key);
  }

  /** Handles focus on a mark and makes it visible. */
  arrived(ref: MarkRef): void {
    const state = this.#host.state();
    state.active = ref;
    const place = state.find(ref);
    if (place === undefined) return;
    const share = shareOf(state.camera.view, place.cluster.face.time);
    if (share < 0 || share > 1) this.#goTo(place);
  }

  /** Shows the details of a cluster's most important mark. */
  open(ref: MarkRef | undefined): void {
    const state = this.#host.state();
    const place = state.find(ref);
    if (place === undefined) return;
    state.active = ref;
    this.choose(place.row, place.cluster.face);
    this.#host.uncover(place.cluster.key);
  }

  /** Shows the details of a mark and selects its event in the session. */
  choose(row: Row, mark: Mark): void {
    const state = this.#host.state();
    const session = this.#host.session();
    state.chosen = { row: row.key, mark: mark.key };
    const entry = mark.kind === "coming" ? undefined : mark.entry?.seq;
    session?.select({ actor: row.lane?.actor, entry });
    this.#selection = session?.selection;
    this.#host.draw();
  }

  close(): void {
    this.#host.state().chosen = undefined;
    this.#host.draw();
  }

  /** Follows a selection made elsewhere. */
  follow(): void {
    const state = this.#host.state();
    const session = this.#host.session();
    if (session === undefined || session.selection === this.#selection) return;
    this.#selection = session.selection;
    const { actor, entry } = session.selection;
    const key = actor && laneKey(actor.className, actor.id);
    const place = entry === undefined ? undefined : markOfEntry(state.rows, entry, key);
    if (place !== undefined && entry !== undefined) {
      const mark = place.cluster.marks.find((one) => holds(one, entry)) ?? place.cluster.face;
      state.chosen = { row: place.row.key, mark: mark.key };
      this.#goTo(place);
      return;
    }
    const row = state.rows.find((one) => one.key === key);
    if (row !== undefined) this.#host.scrollTo(row);
  }

  #goTo({ row, cluster }: Place): void {
    const state = this.#host.state();
    const now = this.#host.now();
    state.active = { row: row.key, mark: cluster.key };
    state.move((camera) => camera.reveal(cluster.face.time, now));
    this.#host.scrollTo(row);
    this.#host.draw();
  }

  /** The first target: the newest mark of the first object that has one. */
  #beginning(): Place | undefined {
    const { rows } = this.#host.state();
    const row = rows.slice(1).find(({ clusters }) => clusters.length > 0) ?? rows[0];
    const cluster = row?.clusters.at(-1);
    return row !== undefined && cluster !== undefined ? { row, cluster } : undefined;
  }
}
