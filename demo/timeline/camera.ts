import {
  type Around,
  fitted,
  following,
  followingSpan,
  panned,
  revealing,
  shareOf,
  steppedTo,
  type Viewport,
  zoomed,
} from "./viewport.ts";

/** How long the skipped time stays visible after the clock was advanced, in ms. */
const AFTER_JUMP = 8000;

/** The stored state of a camera. */
export interface KeptCamera {
  /** In ms. */
  readonly span: number;
  /** The time at the left edge; absent while following now. */
  readonly from?: number;
  readonly choosesSpan?: boolean;
}

/**
 * The visible range of time: chosen by the reader, or following now. While following, it also chooses
 * the span, unless the reader has zoomed.
 */
export class Camera {
  #view: Viewport;
  #follows: boolean;
  #choosesSpan: boolean;
  /** The host's time before the clock was advanced, and the computer's time of that. */
  #jump: { readonly from: number; readonly at: number } | undefined;

  /** @param kept the stored state of an earlier page load. */
  constructor(now: number, kept: KeptCamera = { span: 60_000 }) {
    const { from, span, choosesSpan = true } = kept;
    this.#follows = from === undefined;
    this.#choosesSpan = choosesSpan;
    this.#view = from === undefined ? following({ from: now, span }, now) : { from, span };
  }

  /** The state to store for the next page load. */
  get kept(): KeptCamera {
    const { from, span } = this.#view;
    return this.#follows ? { span, choosesSpan: this.#choosesSpan } : { from, span };
  }

  get view(): Viewport {
    return this.#view;
  }

  /** Whether it follows now. */
  get follows(): boolean {
    return this.#follows;
  }

  /** @param share the fixed point of the zoom; ignored while following, where it is now. */
  zoom(factor: number, share: number, now: number): void {
    this.#choosesSpan = false;
    this.#view = zoomed(this.#view, factor, this.#follows ? shareOf(this.#view, now) : share);
  }

  pan(share: number): void {
    this.#follows = false;
    this.#view = panned(this.#view, share);
  }

  fit(range: { readonly from: number; readonly to: number }): void {
    this.#follows = false;
    this.#view = fitted(range);
  }

  /** Makes a time visible. While following, zooms out so that now stays visible too. */
  reveal(time: number, now: number): void {
    const view = revealing(this.#view, time);
    if (view === this.#view) return;
    if (this.#follows && time > now) {
      this.#choosesSpan = false;
      this.#view = following({ ...this.#view, span: (time - now) / 0.5 }, now);
      return;
    }
    this.#follows = false;
    this.#view = view;
  }

  follow(around: Around): void {
    this.#follows = true;
    this.#choosesSpan = true;
    this.#jump = undefined;
    this.#view = { ...this.#view, span: followingSpan(this.#view.span, around) };
    this.#view = following(this.#view, around.now);
  }

  stay(): void {
    this.#follows = false;
  }

  /**
   * Adapts the span after an event while following, so that the next alarm is visible.
   *
   * @param real the computer's time, in ms since the epoch.
   */
  arrange(around: Around, real: number): void {
    if (!this.#follows || !this.#choosesSpan) return;
    const { now, jumped } = around;
    const jump = this.#jump !== undefined && real - this.#jump.at < AFTER_JUMP;
    if (jumped > 0)
      this.#jump = { from: jump ? (this.#jump?.from ?? now) : now - jumped, at: real };
    else if (jump) return;
    const skipped = jumped > 0 ? now - (this.#jump?.from ?? now) : 0;
    const span = followingSpan(this.#view.span, { ...around, jumped: skipped });
    if (span === this.#view.span) return;
    this.#view = following({ ...this.#view, span }, now);
  }

  /** Follows the passing time. @param still whether to move in steps (reduced motion). */
  tick(now: number, still: boolean): void {
    if (!this.#follows) return;
    this.#view = still ? steppedTo(this.#view, now) : following(this.#view, now);
  }
}
