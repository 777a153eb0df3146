import { css, html, LitElement, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";

/** The step of an arrow key, in percent. */
const STEP = 2;

/**
 * A separator between two panes, movable by pointer and arrow keys. `value` is its position along `axis`
 * in percent of the parent's size. Dispatches `move` with the new value.
 */
export class TabdSplitter extends LitElement {
  static override properties = {
    axis: { reflect: true },
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    label: {},
  };

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        z-index: 5;
        touch-action: none;
      }

      [role="separator"] {
        width: 100%;
        height: 100%;
        border-radius: 3px;
      }

      [role="separator"]:hover,
      [role="separator"]:active {
        background: color-mix(in oklab, var(--accent) 45%, transparent);
        transition: background var(--quick) 100ms;
      }

      :host([axis="x"]) {
        cursor: col-resize;
      }

      :host([axis="y"]) {
        cursor: row-resize;
      }
    `,
  ];

  declare axis: "x" | "y";
  declare value: number;
  declare min: number;
  declare max: number;
  declare label: string;

  constructor() {
    super();
    this.axis = "x";
    this.value = 50;
    this.min = 20;
    this.max = 80;
    this.label = "";
  }

  override render(): TemplateResult {
    return html`<div
      role="separator"
      tabindex="0"
      aria-label=${this.label}
      aria-orientation=${this.axis === "x" ? "vertical" : "horizontal"}
      aria-valuenow=${Math.round(this.value)}
      aria-valuemin=${this.min}
      aria-valuemax=${this.max}
      @pointerdown=${this.#grab}
      @pointermove=${this.#drag}
      @keydown=${this.#key}
    ></div>`;
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
  }

  #drag(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = this.parentElement?.getBoundingClientRect();
    const root = this.getRootNode();
    const host =
      box ?? (root instanceof ShadowRoot ? root.host.getBoundingClientRect() : undefined);
    if (host === undefined) return;
    this.#moveTo(
      this.axis === "x"
        ? ((event.clientX - host.left) / host.width) * 100
        : ((event.clientY - host.top) / host.height) * 100,
    );
  }

  #key(event: KeyboardEvent): void {
    const [less, more] = this.axis === "x" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const targets: Record<string, number> = {
      [less as string]: this.value - STEP,
      [more as string]: this.value + STEP,
      Home: this.min,
      End: this.max,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#moveTo(target);
  }

  #moveTo(value: number): void {
    const detail = Math.min(this.max, Math.max(this.min, value));
    this.dispatchEvent(new CustomEvent<number>("move", { detail }));
  }
}

customElements.define("tabd-splitter", TabdSplitter);
