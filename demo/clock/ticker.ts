/** Above this many ms a timer does; below, the next frame. */
const FRAME = 20;

/** What a ticker needs to know. */
export interface TickerOptions {
  /** What has to be seen for anything to be worth doing. */
  readonly element: Element;
  /** In how many ms something will look different; Infinity: not by itself. */
  readonly delay: () => number;
  readonly tick: () => void;
}

/**
 * Has something drawn as often as it changes, and only while somebody can see it: not in a hidden
 * page, not scrolled away, and not while time stands still.
 */
export class Ticker {
  readonly #options: TickerOptions;
  readonly #sight: IntersectionObserver;
  readonly #onVisibility = (): void => this.wake();
  #inSight = false;
  #running = false;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TickerOptions) {
    this.#options = options;
    this.#sight = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? false;
      this.wake();
    });
  }

  start(): void {
    this.#running = true;
    this.#sight.observe(this.#options.element);
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  stop(): void {
    this.#running = false;
    this.#sight.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#cancel();
  }

  /** Draws, and looks anew at when the next time is. */
  wake(): void {
    this.#cancel();
    if (!this.#running || !this.#inSight || document.hidden) return;
    this.#options.tick();
    this.#arm();
  }

  #arm(): void {
    const delay = this.#options.delay();
    if (delay === Infinity) return;
    if (delay <= FRAME) {
      this.#frame = requestAnimationFrame(() => this.wake());
    } else {
      // A year from now is looked at again in a minute.
      this.#timer = setTimeout(() => this.wake(), Math.min(delay, 60_000));
    }
  }

  #cancel(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = undefined;
    this.#timer = undefined;
  }
}

/** Whether the reader wants nothing to move. */
export const wantsStillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
