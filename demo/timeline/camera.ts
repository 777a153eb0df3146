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

/** For so long after the clock was moved the way that it went stays in sight, in ms. */
const AFTER_JUMP = 8000;

/** What is remembered of a camera. */
export interface KeptCamera {
  /** In ms. */
  readonly span: number;
  /** The time at the left edge; absent where it followed now. */
  readonly from?: number;
  readonly choosesSpan?: boolean;
}

/**
 * What the timeline looks at: a stretch of time that the reader chose, or one that follows now. Then
 * it also chooses how much of it, unless the reader has done so.
 */
export class Camera {
  #view: Viewport;
  #follows: boolean;
  #choosesSpan: boolean;
  /** Where the clock stood before it was moved, and when that was by the computer's time. */
  #jump: { readonly from: number; readonly at: number } | undefined;

  /** @param kept what `kept` was in an earlier visit. */
  constructor(now: number, kept: KeptCamera = { span: 60_000 }) {
    const { from, span, choosesSpan = true } = kept;
    this.#follows = from === undefined;
    this.#choosesSpan = choosesSpan;
    this.#view = from === undefined ? following({ from: now, span }, now) : { from, span };
  }

  /** For the next visit. */
  get kept(): KeptCamera {
    const { from, span } = this.#view;
    return this.#follows ? { span, choosesSpan: this.#choosesSpan } : { from, span };
  }

  get view(): Viewport {
    return this.#view;
  }

  /** Whether it moves with now. */
  get follows(): boolean {
    return this.#follows;
  }

  /** @param share where the time stays in its place: while now is followed, it is now's. */
  zoom(factor: number, share: number, now: number): void {
    this.#choosesSpan = false;
    this.#view = zoomed(this.#view, factor, this.#follows ? shareOf(this.#view, now) : share);
  }

  pan(share: number): void {
    this.#follows = false;
    this.#view = panned(this.#view, share);
  }

  /** Shows all of this. */
  fit(range: { readonly from: number; readonly to: number }): void {
    this.#follows = false;
    this.#view = fitted(range);
  }

  /** Brings a time into sight; together with now, if that is nearly so already. */
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
   * Something has happened. While now is followed, makes sure that what matters is in sight.
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
    const way = jumped > 0 ? now - (this.#jump?.from ?? now) : 0;
    const span = followingSpan(this.#view.span, { ...around, jumped: way });
    if (span === this.#view.span) return;
    this.#view = following({ ...this.#view, span }, now);
  }

  /** Time has passed. @param still whether the view is to move seldom, and then all at once. */
  tick(now: number, still: boolean): void {
    if (!this.#follows) return;
    this.#view = still ? steppedTo(this.#view, now) : following(this.#view, now);
  }
}
