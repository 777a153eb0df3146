import { css, html, nothing, type TemplateResult } from "lit";
import { catalog } from "../examples/catalog.ts";
import { SessionElement } from "../panels/session-element.ts";
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
  stopped: "Not run",
  starting: "Starting",
  running: "Running",
  unresponsive: "Not answering",
  failed: "Failed",
  killed: "Killed",
};

const themeWords: Readonly<Record<Theme, string>> = {
  system: "As the system",
  light: "Light",
  dark: "Dark",
};

/** What to open, to run, to share, and how it looks. */
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

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { project, state } = session;
    const example = catalog.find(({ id }) => id === project.exampleId);
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
          class="primary"
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
      label: project.name,
      detail: project.origin === "link" ? "from a link" : "from a file",
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
      ...(others.length === 0 ? [] : [{ heading: "Opened here" }, ...others]),
      ...(example === undefined
        ? []
        : [
            { heading: "This example" },
            {
              label: "Give up my changes to its code",
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
      { label: "Copy a link to the code", run: () => void attempt(this, () => copyLink(session)) },
      {
        label: "Download as a wrangler project",
        run: () => void attempt(this, () => downloadProject(session)),
      },
      {
        label: "Download the disk",
        disabled: noHost,
        run: () => void attempt(this, () => downloadDisk(session)),
      },
      { heading: "From this computer" },
      {
        label: "Open a zip",
        detail: "A wrangler project, or a disk. Dropping it on the page does the same.",
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
