import { css, html, nothing, type TemplateResult } from "lit";
import { SessionElement } from "../panels/session-element.ts";
import { attempt } from "./notice.ts";
import { shared } from "../style/shared.ts";
import { downloadProject } from "./project-actions.ts";

/** Lines under the header: edits are not stored; code from a link or a file has not run yet. */
export class TabdBanner extends SessionElement {
  static override styles = [
    shared,
    css`
      .row {
        padding: var(--space) 1rem;
        border-radius: var(--radius);
        margin: 0 var(--space-l) var(--space-l);
        background: var(--warn-ground);
      }

      .bad {
        background: var(--bad-ground);
      }

      p {
        flex: 1 1 16rem;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`${this.#notStored()} ${this.#notRun()}`;
  }

  #notStored(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined || session.isStored) return nothing;
    return html`<div class="row bad" role="alert">
      <p>
        <strong>Your edits are not stored.</strong> The browser has no room left for this site. The
        page keeps them until it closes, and stores them when there is room. Download the project to
        be safe.
      </p>
      <button type="button" @click=${() => void attempt(this, () => downloadProject(session))}>
        Download the project
      </button>
    </div>`;
  }

  #notRun(): TemplateResult | typeof nothing {
    const { project } = this.session ?? {};
    if (project?.origin === undefined || project.trusted === true) return nothing;
    const from = project.origin === "link" ? "Code from a link" : "Code from a file";
    return html`<div class="row" role="status">
      <p><strong>${from}.</strong> It has not run yet. Read it, then press Run.</p>
    </div>`;
  }
}

customElements.define("tabd-banner", TabdBanner);
