import { HEAD, LANE } from "./plot-scene.ts";

/** How much of the plot is in sight, and which lanes. */
export class PlotSight {
  /** Of the plot, in px. */
  width = 0;
  /** Of what is in sight of the lanes and what is above them, in px. */
  height = 0;
  /** How far the lanes are scrolled, in px. */
  scrollTop = 0;
  readonly #resize = new ResizeObserver(() => this.measure());
  readonly #changed: () => void;
  #plot: HTMLElement | undefined;
  #scroller: HTMLElement | undefined;

  /** @param changed called when there is more or less in sight than before. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param plot what is as wide as the time in sight; it is within `scroller`. */
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

  /** The lanes were scrolled. */
  scrolled(): void {
    this.scrollTop = this.#scroller?.scrollTop ?? 0;
  }

  /** Brings a lane into sight. */
  scrollTo(lane: number): void {
    const scroller = this.#scroller;
    if (lane < 0 || scroller === undefined) return;
    const room = this.height - HEAD - LANE;
    scroller.scrollTop = Math.min(lane * LANE, Math.max(scroller.scrollTop, lane * LANE - room));
  }
}
