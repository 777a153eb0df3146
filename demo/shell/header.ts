import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { catalog, exampleOf } from "../examples/catalog.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { Project } from "../session/project.ts";
import type { HostState } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import "./menu.ts";
import type { MenuHeading, MenuItem } from "./menu.ts";
import { attempt } from "./notice.ts";
import {
  chooseExample,
  copyLink,
  downloadDisk,
  downloadProject,
  openZip,
} from "./project-actions.ts";
import { applyTheme, type Theme, themeOf, themes } from "./theme.ts";

const stateWords: Readonly<Record<HostState, string>> = {
  stopped: "Not running",
  starting: "Starting",
  running: "Running",
  unresponsive: "Not responding",
  failed: "Failed",
  killed: "Killed",
};

const themeWords: Readonly<Record<Theme, string>> = {
  system: "System",
  light: "Light",
  dark: "Dark",
};

/** The page that explains Durable Objects. */
const DURABLE_OBJECTS = "https://developers.cloudflare.com/durable-objects/";

/** The header: project, run, share and theme. */
export class TabdHeader extends SessionElement {
  static override styles = [
    shared,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        padding: var(--space) var(--space-l);
        gap: var(--space);
      }

      h1 {
        margin: 0 var(--space) 0 0.25rem;
        font-size: 1.25rem;
        letter-spacing: -0.02em;
      }

      .about {
        flex: 1 0 100%;
        padding-left: 0.25rem;
        color: var(--soft);
        font-size: var(--size-s);
      }

      .project {
        min-width: 0;
        flex: 0 1 auto;
      }

      .state {
        display: inline-flex;
        align-items: center;
        color: var(--soft);
        gap: 0.375rem;
        margin-inline: 0.25rem auto;
      }

      .state::before {
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--soft);
        content: "";
      }

      .state[data-state="running"]::before {
        background: var(--good);
      }

      .state:is([data-state="killed"], [data-state="failed"], [data-state="unresponsive"])::before {
        background: var(--bad);
      }
    `,
  ];

  /** Whether the code differs from the example's. */
  declare changed: boolean;
  #original: { readonly id: string; readonly files: Project["files"] } | undefined;

  constructor() {
    super();
    this.changed = false;
  }

  protected override willUpdate(properties: PropertyValues): void {
    super.willUpdate(properties);
    const { exampleId, files } = this.session?.project ?? {};
    if (exampleId === undefined || files === undefined) return;
    const original = this.#original?.id === exampleId ? this.#original.files : undefined;
    this.changed = original !== undefined && JSON.stringify(original) !== JSON.stringify(files);
    if (original === undefined) void this.#loadOriginal(exampleId);
  }

  async #loadOriginal(id: string): Promise<void> {
    const loaded = await catalog.find((one) => one.id === id)?.load();
    if (loaded === undefined || this.session?.project.exampleId !== id) return;
    this.#original = { id, files: loaded.files };
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { project, state } = session;
    const example = exampleOf(project);
    const runIsNext = state !== "running" && state !== "starting";
    return html`
      <header>
        <h1>tabd</h1>
        <tabd-menu
          class="project"
          label="Project"
          value=${example?.title ?? project.name}
          .items=${this.#projects()}
        ></tabd-menu>
        <button
          class=${runIsNext || session.edited ? "primary" : ""}
          type="button"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          title="Ctrl+Enter or ⌘+Enter"
          @click=${() => void session.run()}
        >
          Run
        </button>
        <span class="state" data-state=${state} role="status">
          ${stateWords[state]}${session.edited ? ", code edited" : ""}
        </span>
        <input type="file" accept=".zip,application/zip" hidden @change=${this.#picked} />
        <tabd-menu quiet label="Share" side="end" .items=${this.#share()}></tabd-menu>
        <tabd-menu quiet label="Theme" side="end" .items=${this.#themes()}></tabd-menu>
        <p class="about">
          Cloudflare <a href=${DURABLE_OBJECTS} target="_blank" rel="noreferrer">Durable Objects</a>
          and their alarms, running in this browser tab.
        </p>
      </header>
    `;
  }

  #projects(): readonly (MenuItem | MenuHeading)[] {
    const { session } = this;
    if (session === undefined) return [];
    const open = (work: () => Promise<undefined>) => (): void => void attempt(this, work);
    const examples = catalog.map((example): MenuItem => ({
      label: example.title,
      checked: example.id === session.project.exampleId,
      run: open(() => chooseExample(session, example)),
    }));
    const others = session.others.map((project): MenuItem => ({
      label: exampleOf(project)?.title ?? project.name,
      detail: project.origin === "link" ? "From a link" : "From a file",
      checked: project.disk === session.disk,
      run: open(async () => {
        await session.open(project);
        if (project.trusted === true) await session.run();
      }),
    }));
    const example = catalog.find(({ id }) => id === session.project.exampleId);
    return [
      { heading: "Examples" },
      ...examples,
      ...(others.length === 0 ? [] : [{ heading: "Your projects" }, ...others]),
      ...(example === undefined
        ? []
        : [
            { heading: "This example" },
            {
              label: "Discard my changes to the code",
              disabled: !this.changed,
              run: open(() => chooseExample(session, example, { afresh: true })),
            },
          ]),
    ];
  }

  #share(): readonly (MenuItem | MenuHeading)[] {
    const { session } = this;
    if (session === undefined) return [];
    const noHost = !this.canAsk;
    return [
      { label: "Copy link to the code", run: () => void attempt(this, () => copyLink(session)) },
      {
        label: "Download wrangler project",
        run: () => void attempt(this, () => downloadProject(session)),
      },
      {
        label: "Download disk",
        disabled: noHost,
        run: () => void attempt(this, () => downloadDisk(session)),
      },
      { heading: "From this computer" },
      {
        label: "Open a zip",
        detail: "A wrangler project or a disk. You can also drop it on the page.",
        run: () => this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click(),
      },
    ];
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const [zip] = input.files ?? [];
    const { session } = this;
    input.value = "";
    if (zip !== undefined && session !== undefined) {
      void attempt(this, () => openZip(session, zip));
    }
  }

  #themes(): readonly MenuItem[] {
    const { session } = this;
    if (session === undefined) return [];
    const chosen = themeOf(session.settings);
    return themes.map((theme) => ({
      label: themeWords[theme],
      checked: theme === chosen,
      run: () => {
        session.settings.set("theme", theme);
        applyTheme(theme);
        this.requestUpdate();
      },
    }));
  }
}

customElements.define("tabd-header", TabdHeader);
