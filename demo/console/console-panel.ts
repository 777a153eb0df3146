import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { dayAndMonth } from "../clock/time-words.ts";
import { HistoryElement } from "../history/history-element.ts";
import { linesOf } from "../history/lines-of.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { Selection } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import {
  actorsOf,
  blocksOf,
  type ConsoleLine,
  consoleLines,
  filtered,
  lastBlocks,
  type LineFilter,
  linesAsText,
  NO_FILTER,
} from "./console-lines.ts";
import { consoleStyle } from "./console-style.ts";
import { consoleToolbar } from "./console-toolbar.ts";
import { blockView, type LineScene } from "./line-view.ts";

/** Lines rendered at first, and added by each “Show earlier lines”. */
const PORTION = 1000;
/** Within this distance the log counts as scrolled to its end, in px. */
const NEAR = 12;

/**
 * The objects' console output and errors. Each line has its object and, if known, the event during which
 * it was written. A line and its event are selected together.
 */
export class TabdConsolePanel extends HistoryElement {
  static override properties = {
    ...SessionElement.properties,
    filter: { state: true },
    message: { state: true },
    stuck: { state: true },
    portion: { state: true },
  };

  static override styles = [shared, consoleStyle];

  declare filter: LineFilter;
  /** The result of the last copy. */
  declare message: string;
  /** Whether the log follows its end. */
  declare stuck: boolean;
  declare portion: number;

  #lines: readonly ConsoleLine[] = [];
  #shown: readonly ConsoleLine[] = [];
  #entries: unknown;
  #frame: number | undefined;
  #selection: Selection | undefined;
  #selected: ReadonlySet<number> = new Set();
  #reveal: number | undefined;
  #top = 0;
  #disk: string | undefined;
  /** Keeps the log at its end when the panel is resized. */
  readonly #resize = new ResizeObserver(() => this.#toEndIfStuck());
  /** The tab stop. */
  #current: number | undefined;

  constructor() {
    super();
    this.filter = NO_FILTER;
    this.message = "";
    this.stuck = true;
    this.portion = PORTION;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#selection = undefined;
    if (this.#log !== null) this.#resize.observe(this.#log);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** Lines come in bursts: redraw once per frame. */
  protected override historyChanged(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.requestUpdate();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (session === undefined) return;
    if (session.disk !== this.#disk) {
      this.#disk = session.disk;
      this.filter = session.settings.get(filterKey(session.disk), NO_FILTER);
    }
    const { entries } = session.history;
    if (entries !== this.#entries) {
      this.#entries = entries;
      const cleared = session.settings.get<number>(`console cleared ${session.disk}`, 0);
      this.#lines = consoleLines(entries.filter(({ realTime }) => realTime > cleared));
    }
    if (session.selection !== this.#selection) {
      this.#selection = session.selection;
      this.#showSelection(session.selection);
    }
    this.#shown = filtered(this.#lines, this.filter);
  }

  /** Scrolls to the lines of the selection, even if the filter hid them. */
  #showSelection({ entry }: Selection): void {
    const lines = entry === undefined ? [] : linesOf(this.session?.history.entries ?? [], entry);
    const own = this.#lines.find(({ seq }) => seq === entry);
    this.#selected = new Set([...lines, ...(own === undefined ? [] : [own])].map(({ seq }) => seq));
    const first = this.#lines.findIndex(({ seq }) => this.#selected.has(seq));
    const line = this.#lines[first];
    if (line === undefined) return;
    if (!filtered(this.#lines, this.filter).includes(line)) this.#keepFilter(NO_FILTER);
    this.portion = Math.max(this.portion, this.#lines.length - first + NEAR);
    this.#reveal = line.seq;
  }

  protected override updated(): void {
    const log = this.#log;
    if (log === null) return;
    if (this.#reveal !== undefined) {
      const line = this.#lineElement(this.#reveal);
      this.#reveal = undefined;
      line?.scrollIntoView({ block: "center" });
      this.stuck = this.#atEnd();
    } else {
      this.#toEndIfStuck();
    }
  }

  #toEndIfStuck(): void {
    const log = this.#log;
    if (log !== null && this.stuck) log.scrollTop = log.scrollHeight;
  }

  protected override firstUpdated(): void {
    if (this.#log !== null) this.#resize.observe(this.#log);
  }

  get #log(): HTMLElement | null {
    return this.renderRoot?.querySelector(".lines") ?? null;
  }

  #lineElement(seq: number): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-seq="${seq}"]`);
  }

  #atEnd(): boolean {
    const log = this.#log;
    return log === null || log.scrollTop + log.clientHeight >= log.scrollHeight - NEAR;
  }

  override render(): TemplateResult {
    const shown = this.#shown;
    const blocks = lastBlocks(blocksOf(shown), this.portion);
    const earlier = shown.length - blocks.reduce((sum, { lines }) => sum + lines.length, 0);
    const scene = this.#lineScene();
    return html`
      ${this.#toolbar()}
      <div class="frame">
        <div
          class="lines"
          role="log"
          aria-label="Console"
          aria-live="off"
          tabindex=${shown.length === 0 ? 0 : -1}
          @scroll=${this.#scrolled}
          @keydown=${this.#key}
        >
          ${
            earlier > 0
              ? html`<button type="button" class="quiet small earlier" @click=${this.#earlier}>
                  Show earlier lines (${earlier.toLocaleString("en")})
                </button>`
              : nothing
          }
          ${repeat(
            blocks,
            ({ key }) => key,
            (block) => blockView(block, scene),
          )}
          ${shown.length === 0 ? html`<p class="empty">${this.#emptyWords()}</p>` : nothing}
        </div>
        ${
          this.stuck
            ? nothing
            : html`<button type="button" class="small to-end" @click=${this.#toEnd}>
                Scroll to end ↓
              </button>`
        }
      </div>
    `;
  }

  #lineScene(): LineScene {
    return {
      today: dayAndMonth(new Date(this.now)),
      selected: this.#selected,
      tabStop: this.#current ?? this.#shown.at(-1)?.seq,
      select: ({ seq, actor }) => this.session?.select({ actor, entry: seq }),
      focused: ({ seq }) => {
        this.#current = seq;
      },
    };
  }

  #emptyWords(): string {
    if (this.#lines.length > 0) return "No line matches the filter.";
    return "No output yet. console.log() in your code writes here.";
  }

  #toolbar(): TemplateResult {
    return consoleToolbar({
      filter: this.filter,
      actors: actorsOf(this.#lines),
      all: this.#lines.length,
      shown: this.#shown.length,
      message: this.message,
      setFilter: (change) => this.#setFilter(change),
      copy: this.#copy,
      clear: this.#clear,
    });
  }

  /** Scrolling up stops following the end; scrolling back resumes it. */
  readonly #scrolled = (): void => {
    const top = this.#log?.scrollTop ?? 0;
    if (this.#atEnd()) this.stuck = true;
    else if (top < this.#top) this.stuck = false;
    this.#top = top;
  };

  #setFilter(change: Partial<LineFilter>): void {
    this.#keepFilter({ ...this.filter, ...change });
    this.message = "";
    this.stuck = true;
  }

  #keepFilter(filter: LineFilter): void {
    this.filter = filter;
    const kept = filter === NO_FILTER ? undefined : filter;
    if (this.#disk !== undefined) this.session?.settings.set(filterKey(this.#disk), kept);
  }

  readonly #earlier = (): void => {
    const log = this.#log;
    const fromEnd = log === null ? 0 : log.scrollHeight - log.scrollTop;
    this.stuck = false;
    this.portion += PORTION;
    void this.updateComplete.then(() => {
      if (log !== null) log.scrollTop = log.scrollHeight - fromEnd;
    });
  };

  readonly #toEnd = (): void => {
    this.stuck = true;
    this.#log?.focus({ preventScroll: true });
  };

  readonly #clear = (): void => {
    const { session } = this;
    if (session === undefined) return;
    session.settings.set(`console cleared ${session.disk}`, Date.now());
    this.#entries = undefined;
    this.portion = PORTION;
    this.requestUpdate();
  };

  readonly #copy = (): void => {
    const count = this.#shown.length;
    navigator.clipboard.writeText(linesAsText(this.#shown)).then(
      () => {
        this.message = count === 1 ? "Copied 1 line" : `Copied ${count.toLocaleString("en")} lines`;
      },
      () => {
        this.message = "The browser refused. Select the lines and copy them.";
      },
    );
  };

  readonly #key = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const focused = (event.target as Element).closest<HTMLElement>(".line");
    if (step === undefined || focused === null) return;
    event.preventDefault();
    const at = this.#shown.findIndex(({ seq }) => String(seq) === focused.dataset["seq"]);
    const next = this.#shown[at + step];
    if (next === undefined) return;
    this.#current = next.seq;
    this.requestUpdate();
    this.#lineElement(next.seq)?.querySelector("button")?.focus();
  };
}

const filterKey = (disk: string): string => `console filter ${disk}`;

customElements.define("tabd-console-panel", TabdConsolePanel);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-console-panel": TabdConsolePanel;
  }
}
