import { css, html, nothing, type TemplateResult } from "lit";
import { SessionElement } from "../panels/session-element.ts";
import { attempt, type Notice, tell } from "./notice.ts";
import { shared } from "../style/shared.ts";
import { downloadProject } from "./project-actions.ts";

/** What the reader must know before going on: one line under the header, or nothing. */
export class TabdBanner extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    notice: { attribute: false },
  };

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

  declare notice: Notice | undefined;

  override render(): TemplateResult {
    return html`${this.#standing()} ${this.#notStored()} ${this.#told()}`;
  }

  #notStored(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined || session.isStored) return nothing;
    return html`<div class="row bad" role="alert">
      <p>
        <strong>Your edits are not stored.</strong> The browser has no room left for this site. They
        are kept until this page closes, and stored as soon as there is room. Download the project
        to be safe.
      </p>
      <button type="button" @click=${() => void attempt(this, () => downloadProject(session))}>
        Download the project
      </button>
    </div>`;
  }

  #told(): TemplateResult | typeof nothing {
    const { notice } = this;
    if (notice === undefined || notice.text === "") return nothing;
    return html`<div class="row ${notice.isProblem ? "bad" : ""}">
      <p role=${notice.isProblem ? "alert" : "status"}>${notice.text}</p>
      <button class="small" type="button" @click=${() => tell(this, "")}>Close</button>
    </div>`;
  }

  /** What stands there for as long as it is so. */
  #standing(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { project, state } = session;
    if (state === "unresponsive") {
      return html`<div class="row" role="alert">
        <p>
          <strong>Your code does not answer.</strong> Is there an endless loop? What was stored and
          acknowledged is safe.
        </p>
        <button type="button" @click=${() => session.kill()}>Kill the host</button>
      </div>`;
    }
    if (project.origin !== undefined && project.trusted !== true) {
      const from = project.origin === "link" ? "Code from a link" : "Code from a file";
      return html`<div class="row" role="status">
        <p><strong>${from}.</strong> Nothing of it has run. Read it, then press Run.</p>
      </div>`;
    }
    return nothing;
  }
}

customElements.define("tabd-banner", TabdBanner);
