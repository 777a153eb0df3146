/** Delays above this use a timer, shorter ones the next frame, in ms. */
const FRAME = 20;

export interface TickerOptions {
  /** Ticks only while this element is visible. */
  readonly element: Element;
  /** ms until the next visible change; Infinity for none. */
  readonly delay: () => number;
  readonly tick: () => void;
}

/**
 * Redraws as often as the display changes, and only while it is visible: not in a hidden page, not
 * when scrolled away, and not while the clock is paused.
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

  /** Draws now and schedules the next tick. */
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
      // setTimeout overflows for long delays.
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

/** Whether the reader prefers reduced motion. */
export const prefersReducedMotion = (): boolean =>
  matchMedia("(prefers-reduced-motion: reduce)").matches;
