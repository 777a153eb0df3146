/** Handlers of gestures. Shares are fractions of the width from the left edge. */
export interface GestureTarget {
  pan(share: number): void;
  /** @param factor above 1 zooms in. */
  zoom(factor: number, share: number): void;
}

/** Movement below this is still a click, in px. */
const SLOP = 5;
/** Zoom per px of the wheel: a notch of 100 px is a fifth. */
const WHEEL = 0.002;
const LINE = 16;

/**
 * Pans and zooms the plot by mouse and touch: drag to pan, pinch or Ctrl+wheel to zoom, horizontal
 * wheel or Shift+wheel to pan. Plain wheel and vertical swipes scroll the lanes.
 */
export function listenToGestures(plot: HTMLElement, target: GestureTarget): void {
  const gestures = new Gestures(plot, target);
  plot.addEventListener("wheel", (event) => gestures.wheel(event), { passive: false });
  plot.addEventListener("pointerdown", (event) => gestures.down(event));
  plot.addEventListener("pointermove", (event) => gestures.move(event));
  for (const type of ["pointerup", "pointercancel"] as const) {
    plot.addEventListener(type, (event) => gestures.up(event));
  }
  // The end of a drag is not a click.
  plot.addEventListener("click", (event) => gestures.click(event), { capture: true });
}

class Gestures {
  readonly #plot: HTMLElement;
  readonly #target: GestureTarget;
  readonly #pointers = new Map<number, number>();
  #dragged = false;
  #travelled = 0;

  constructor(plot: HTMLElement, target: GestureTarget) {
    this.#plot = plot;
    this.#target = target;
  }

  wheel(event: WheelEvent): void {
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const { left, width } = this.#plot.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const share = (event.clientX - left) / width;
      // A trackpad pinch arrives as small wheel steps with ctrlKey.
      const step = Math.abs(event.deltaY) < 20 ? WHEEL * 4 : WHEEL;
      this.#target.zoom(Math.exp(-event.deltaY * scale * step), share);
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    this.#target.pan((sideways * scale) / width);
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (this.#pointers.size === 0) {
      this.#dragged = false;
      this.#travelled = 0;
    }
    this.#pointers.set(event.pointerId, event.clientX);
  }

  move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const { left, width } = this.#plot.getBoundingClientRect();
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId);
    this.#travelled += Math.abs(event.clientX - before);
    if (!this.#dragged) {
      if (this.#travelled < SLOP && others.length === 0) return;
      this.#dragged = true;
      // Not earlier: capturing the pointer would suppress a plain click.
      for (const id of this.#pointers.keys()) this.#plot.setPointerCapture(id);
    }
    this.#pointers.set(event.pointerId, event.clientX);
    const other = others[0]?.[1];
    if (other === undefined) {
      this.#target.pan((before - event.clientX) / width);
      return;
    }
    const middle = ((other + event.clientX) / 2 - left) / width;
    const grown =
      Math.max(Math.abs(event.clientX - other), 8) / Math.max(Math.abs(before - other), 8);
    this.#target.zoom(grown, middle);
    this.#target.pan((before - event.clientX) / 2 / width);
  }

  up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
  }

  click(event: MouseEvent): void {
    if (!this.#dragged) return;
    this.#dragged = false;
    event.stopPropagation();
    event.preventDefault();
  }
}
