import { css, html, nothing, type TemplateResult } from "lit";
import { SessionElement } from "../panels/session-element.ts";
import type { ProjectRequest } from "../session/project.ts";
import { shared } from "../style/shared.ts";
import "./banner.ts";
import "./code-pane.ts";
import "./drawer.ts";
import type { TabdDrawer } from "./drawer.ts";
import "./header.ts";
import "./next-alarm.ts";
import { attempt, type Notice } from "./notice.ts";
import { DEFAULT_PANEL } from "./panels.ts";
import { openZip } from "./project-actions.ts";
import "./splitter.ts";
import "./toasts.ts";

/** Positions of the splitters, in percent. */
interface Layout {
  readonly code: number;
  readonly timeline: number;
}

const defaultLayout: Layout = { code: 46, timeline: 50 };

/**
 * The page: header, code, next alarm, timeline, and a drawer with the panels. On a wide screen it fills
 * the window and the panes scroll; on a narrow one the page scrolls.
 */
export class TabdPlayground extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    notice: { attribute: false },
    dropping: { state: true },
  };

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        height: 100dvh;
        min-height: 30rem;
        grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
      }

      main {
        position: relative;
        display: grid;
        min-height: 0;
        padding: 0 var(--space-l) var(--space-l);
        grid-template-columns:
          minmax(0, calc(var(--code) * 1% - 0.375rem))
          0.75rem minmax(0, 1fr);
      }

      .pane {
        display: flex;
        overflow: hidden;
        min-width: 0;
        min-height: 0;
        flex-direction: column;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--panel);
      }

      .time {
        position: relative;
        display: grid;
        min-height: 0;
        grid-template-rows: auto 0.75rem minmax(0, 1fr) 0.75rem auto;
      }

      .time[data-drawer] {
        grid-template-rows:
          auto 0.75rem minmax(7rem, calc(var(--timeline) * 1% - 9rem))
          0.75rem minmax(8rem, 1fr);
      }

      tabd-timeline {
        min-height: 0;
        flex: 1;
      }

      tabd-clock-controls {
        flex: none;
      }

      .seam {
        grid-row: 4;
      }

      .timeline {
        grid-row: 3;
      }

      .drawer {
        grid-row: 5;
      }

      .drop {
        position: fixed;
        z-index: 30;
        display: grid;
        border: 3px dashed var(--accent);
        border-radius: var(--radius);
        background: color-mix(in oklab, var(--page) 85%, transparent);
        font-size: 1.25rem;
        inset: var(--space);
        place-items: center;
        pointer-events: none;
      }

      @media (max-width: 59.99rem) {
        :host {
          height: auto;
          min-height: 100dvh;
          align-content: start;
          grid-template-rows: auto auto auto;
        }

        main {
          align-content: start;
          grid-template-columns: minmax(0, 1fr);
          gap: var(--space-l);
        }

        main > tabd-splitter,
        .seam {
          display: none;
        }

        .time,
        .time[data-drawer] {
          display: contents;
        }

        .next {
          order: 1;
        }

        .timeline {
          height: 17rem;
          grid-row: auto;
          order: 2;
        }

        .code {
          height: min(32rem, 75dvh);
          order: 3;
        }

        .drawer {
          grid-row: auto;
          order: 4;
        }

        .drawer[data-open] {
          height: min(36rem, 85dvh);
        }
      }
    `,
  ];

  declare notice: Notice | undefined;
  declare dropping: boolean;

  constructor() {
    super();
    this.dropping = false;
    this.addEventListener("notice", (event) => {
      this.notice = (event as CustomEvent<Notice>).detail;
    });
    this.addEventListener("dragover", (event) => this.#dragged(event));
    this.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) this.dropping = false;
    });
    // Before the editor, which would insert the file's text.
    this.addEventListener("drop", (event) => this.#dropped(event), { capture: true });
  }

  #dragged(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dropping = true;
  }

  #dropped(event: DragEvent): void {
    const [zip] = event.dataTransfer?.files ?? [];
    const { session } = this;
    this.dropping = false;
    if (zip === undefined || session === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void attempt(this, () => openZip(session, zip));
  }

  protected override firstUpdated(): void {
    // Not awaited: the first paint does not need the timeline.
    void import("./time-elements.ts");
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const layout = { ...defaultLayout, ...session.settings.get<Partial<Layout>>("layout", {}) };
    const open = session.settings.get<string>("drawer", DEFAULT_PANEL) !== "";
    const move =
      (which: keyof Layout) =>
      ({ detail }: CustomEvent<number>): void => {
        session.settings.set("layout", { ...layout, [which]: detail });
        this.requestUpdate();
      };
    return html`
      <tabd-header .session=${session}></tabd-header>
      <tabd-banner .session=${session}></tabd-banner>
      ${this.dropping ? html`<p class="drop">Drop a zip to open it.</p>` : nothing}
      <main .style="--code:${layout.code};--timeline:${layout.timeline}">
        <tabd-code-pane class="pane code" .session=${session}></tabd-code-pane>
        <tabd-splitter
          axis="x"
          label="Width of the code"
          .value=${layout.code}
          @move=${move("code")}
        ></tabd-splitter>
        <div class="time" ?data-drawer=${open}>
          <tabd-next-alarm
            class="pane next"
            .session=${session}
            @connect=${({ detail }: CustomEvent<ProjectRequest>) =>
              this.renderRoot.querySelector<TabdDrawer>("tabd-drawer")?.send(detail)}
          ></tabd-next-alarm>
          <section class="pane timeline" aria-label="Time">
            <tabd-clock-controls .session=${session}></tabd-clock-controls>
            <tabd-timeline
              .session=${session}
              @show-panel=${({ detail }: CustomEvent<string>) =>
                this.renderRoot.querySelector<TabdDrawer>("tabd-drawer")?.show(detail)}
            ></tabd-timeline>
          </section>
          <tabd-splitter
            class="seam"
            axis="y"
            label="Height of the timeline"
            min="35"
            max="85"
            ?hidden=${!open}
            .value=${layout.timeline}
            @move=${move("timeline")}
          ></tabd-splitter>
          <tabd-drawer
            class="pane drawer"
            ?data-open=${open}
            .session=${session}
            @drawer=${() => this.requestUpdate()}
          ></tabd-drawer>
        </div>
      </main>
      <tabd-toasts .session=${session} .notice=${this.notice}></tabd-toasts>
    `;
  }
}

customElements.define("tabd-playground", TabdPlayground);
