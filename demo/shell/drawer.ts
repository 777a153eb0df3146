import { css, html, nothing, type TemplateResult } from "lit";
import { silenceNotice } from "../panels/host-notice.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { ProjectRequest } from "../session/project.ts";
import { shared } from "../style/shared.ts";
import { NARROW } from "./narrow.ts";
import { DEFAULT_PANEL, type Panel, panels } from "./panels.ts";
import { tabOfKey } from "./tab-keys.ts";

/**
 * The panels behind tabs; at most one is open. A panel's code is loaded when it is first opened.
 * Dispatches `drawer` when a panel is opened or closed.
 */
export class TabdDrawer extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    loaded: { state: true },
  };

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }

      .bar {
        display: flex;
        flex: none;
        align-items: center;
        padding: 0 var(--space-s);
      }

      :host([data-open]) .bar {
        border-bottom: 1px solid var(--line);
      }

      [role="tablist"] {
        min-width: 0;
        flex: 1;
      }

      [role="tab"] {
        min-height: calc(var(--control) + 0.25rem);
      }

      .close {
        padding: 0 0.625rem;
        font-size: 1rem;
      }

      @media (max-width: 30rem) {
        [role="tab"] {
          padding: 0 0.3125rem;
          font-size: var(--size-s);
        }

        .close {
          padding: 0 0.25rem;
        }
      }

      .silence {
        flex-wrap: wrap;
        justify-content: space-between;
        padding: var(--space-s) var(--space-l);
        background: var(--warn-ground);
        gap: var(--space-s) var(--space);
      }

      .silence p {
        flex: 1 1 14rem;
      }

      [role="tabpanel"] {
        overflow: auto;
        min-height: 0;
        flex: 1;
      }

      [role="tabpanel"] > * {
        min-height: 100%;
      }
    `,
  ];

  declare loaded: ReadonlySet<string>;
  #problem = "";

  constructor() {
    super();
    this.loaded = new Set();
    this.addEventListener("show-panel", (event) =>
      this.show((event as CustomEvent<string>).detail),
    );
  }

  get #open(): Panel | undefined {
    const name = this.session?.settings.get<string>("drawer", DEFAULT_PANEL);
    return panels.find((panel) => panel.name === name);
  }

  /** Opens a panel; "" closes the open one. */
  show(name: string): void {
    this.session?.settings.set("drawer", name);
    this.dispatchEvent(new Event("drawer"));
    this.requestUpdate();
    if (name !== "") void this.#scrollIntoView();
  }

  /** On a narrow screen the drawer is below everything else. */
  async #scrollIntoView(): Promise<void> {
    await this.updateComplete;
    if (matchMedia(NARROW).matches) this.scrollIntoView({ block: "start" });
  }

  /** Opens the request panel and sends a request. */
  async send(request: ProjectRequest): Promise<void> {
    this.show("request");
    const panel = this.#open;
    if (panel !== undefined) await this.#load(panel);
    await this.updateComplete;
    await this.renderRoot.querySelector("tabd-request-panel")?.start(request);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    const panel = this.#open;
    if (panel === undefined || this.loaded.has(panel.name)) return;
    void this.#load(panel);
  }

  async #load(panel: Panel): Promise<void> {
    try {
      await panel.load();
      this.#problem = "";
      this.loaded = new Set([...this.loaded, panel.name]);
    } catch {
      this.#problem = "This panel could not be loaded. Try again when you are online.";
      this.requestUpdate();
    }
  }

  override render(): TemplateResult {
    const open = this.#open;
    return html`
      <div class="bar">
        <div role="tablist" aria-label="Panels" @keydown=${this.#key}>
          ${panels.map((panel, index) => this.#tab(panel, index, open))}
        </div>
        ${
          open === undefined
            ? nothing
            : html`<button
                class="quiet small close"
                type="button"
                aria-label="Close ${open.title}"
                title="Close"
                @click=${() => this.show("")}
              >
                ×
              </button>`
        }
      </div>
      ${open === undefined ? nothing : html`${silenceNotice(this.session)} ${this.#panel(open)}`}
    `;
  }

  #tab(panel: Panel, index: number, open: Panel | undefined): TemplateResult {
    const selected = panel === open;
    const reachable = selected || (open === undefined && index === 0);
    return html`<button
      id="tab-${panel.name}"
      type="button"
      role="tab"
      aria-selected=${selected}
      aria-controls=${selected ? `panel-${panel.name}` : nothing}
      tabindex=${reachable ? 0 : -1}
      @click=${() => this.show(selected ? "" : panel.name)}
    >
      ${panel.title}
    </button>`;
  }

  #panel(panel: Panel): TemplateResult {
    const content = this.loaded.has(panel.name)
      ? panel.render(this.session)
      : html`<p class="empty" role="status">${this.#problem || "Loading…"}</p>`;
    return html`<div id="panel-${panel.name}" role="tabpanel" aria-labelledby="tab-${panel.name}">
      ${content}
    </div>`;
  }

  #key(event: KeyboardEvent): void {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=tab]")];
    const at = tabs.findIndex((tab) => tab.matches(":focus"));
    const target = tabOfKey(event.key, at, tabs.length);
    if (at === -1 || target === undefined) return;
    event.preventDefault();
    tabs[target]?.focus();
    const name = panels[target]?.name;
    if (this.#open !== undefined && name !== undefined) this.show(name);
  }
}

customElements.define("tabd-drawer", TabdDrawer);
