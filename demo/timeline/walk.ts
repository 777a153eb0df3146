import type { PlaygroundSession, Selection } from "../session/session.ts";
import type { Mark } from "./marks.ts";
import { type Direction, holds, markOfEntry, neighbour, type Place, type Row } from "./rows.ts";
import { laneKey } from "./timeline-model.ts";
import type { MarkRef, TimelineState } from "./timeline-state.ts";
import { shareOf } from "./viewport.ts";

/** What walking needs of the timeline that is drawn. */
export interface Ground {
  state(): TimelineState;
  session(): PlaygroundSession | undefined;
  /** The host's time. */
  now(): number;
  /** Draws what has changed, soon. */
  draw(): void;
  /** Brings a row into sight. */
  scrollTo(row: Row): void;
  /** Gives a mark the focus, once it is drawn. */
  focusMark(key: string): void;
  /** Makes sure that the details do not cover their mark. */
  uncover(key: string): void;
}

/** Goes from mark to mark, opens their details, and follows what is selected elsewhere. */
export class Walk {
  readonly #ground: Ground;
  #selection: Selection | undefined;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  go(direction: Direction): void {
    const state = this.#ground.state();
    const from = state.find(state.active);
    const to = from === undefined ? this.#beginning() : neighbour(state.rows, from, direction);
    if (to === undefined) return;
    this.#goTo(to);
    this.#ground.focusMark(to.cluster.key);
  }

  /** The keyboard came to a mark: it has to be seen. */
  arrived(ref: MarkRef): void {
    const state = this.#ground.state();
    state.active = ref;
    const place = state.find(ref);
    if (place === undefined) return;
    const share = shareOf(state.camera.view, place.cluster.face.time);
    if (share < 0 || share > 1) this.#goTo(place);
  }

  /** Shows the details of the mark that matters most at a place. */
  open(ref: MarkRef | undefined): void {
    const state = this.#ground.state();
    const place = state.find(ref);
    if (place === undefined) return;
    state.active = ref;
    this.choose(place.row, place.cluster.face);
    this.#ground.uncover(place.cluster.key);
  }

  /** Shows the details of this mark, and selects its event for all. */
  choose(row: Row, mark: Mark): void {
    const state = this.#ground.state();
    const session = this.#ground.session();
    state.chosen = { row: row.key, mark: mark.key };
    const entry = mark.kind === "coming" ? undefined : mark.entry?.seq;
    session?.select({ actor: row.lane?.actor, entry });
    this.#selection = session?.selection;
    this.#ground.draw();
  }

  close(): void {
    this.#ground.state().chosen = undefined;
    this.#ground.draw();
  }

  /** Something was selected elsewhere, perhaps. */
  follow(): void {
    const state = this.#ground.state();
    const session = this.#ground.session();
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
    if (row !== undefined) this.#ground.scrollTo(row);
  }

  #goTo({ row, cluster }: Place): void {
    const state = this.#ground.state();
    const now = this.#ground.now();
    state.active = { row: row.key, mark: cluster.key };
    state.move((camera) => camera.reveal(cluster.face.time, now));
    this.#ground.scrollTo(row);
    this.#ground.draw();
  }

  /** Where a walk begins: the newest mark of the first object that has one. */
  #beginning(): Place | undefined {
    const { rows } = this.#ground.state();
    const row = rows.slice(1).find(({ clusters }) => clusters.length > 0) ?? rows[0];
    const cluster = row?.clusters.at(-1);
    return row !== undefined && cluster !== undefined ? { row, cluster } : undefined;
  }
}
