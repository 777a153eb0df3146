import { HEAD, LANE } from "./plot-scene.ts";

/** The visible size of the plot and its scroll position. */
export class PlotSight {
  /** Width of the plot, in px. */
  width = 0;
  /** Visible height of head and lanes, in px. */
  height = 0;
  /** Scroll position of the lanes, in px. */
  scrollTop = 0;
  readonly #resize = new ResizeObserver(() => this.measure());
  readonly #changed: () => void;
  #plot: HTMLElement | undefined;
  #scroller: HTMLElement | undefined;

  /** @param changed called when the visible size changes. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param plot the element as wide as the visible time, inside `scroller`. */
  observe(plot: HTMLElement, scroller: HTMLElement): void {
    this.#plot = plot;
    this.#scroller = scroller;
    this.#resize.observe(plot);
    this.#resize.observe(scroller);
  }

  disconnect(): void {
    this.#resize.disconnect();
  }

  measure(): void {
    const { clientWidth: width = 0 } = this.#plot ?? {};
    const { clientHeight: height = 0 } = this.#scroller ?? {};
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.#changed();
  }

  scrolled(): void {
    this.scrollTop = this.#scroller?.scrollTop ?? 0;
  }

  /** Scrolls a lane into view. */
  scrollTo(lane: number): void {
    const scroller = this.#scroller;
    if (lane < 0 || scroller === undefined) return;
    const room = this.height - HEAD - LANE;
    scroller.scrollTop = Math.min(lane * LANE, Math.max(scroller.scrollTop, lane * LANE - room));
  }
}
