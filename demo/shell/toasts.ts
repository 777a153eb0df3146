import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { SessionElement } from "../panels/session-element.ts";
import { shared } from "../style/shared.ts";
import type { Notice } from "./notice.ts";

/** How long a notice that is not a problem stays, in ms. */
const SHOWN = 8000;

/** Notices above the page's lower edge. They move nothing. */
export class TabdToasts extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    notice: { attribute: false },
  };

  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        z-index: 30;
        right: var(--space-l);
        bottom: var(--space-l);
        left: var(--space-l);
        display: grid;
        gap: var(--space);
        justify-items: center;
        pointer-events: none;
      }

      .row {
        max-width: 44rem;
        padding: var(--space) 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
        pointer-events: auto;
      }

      .warn {
        background: var(--warn-ground);
      }

      .bad {
        background: var(--bad-ground);
      }

      p {
        flex: 1 1 16rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare notice: Notice | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has("notice")) return;
    clearTimeout(this.#timer);
    if (this.notice?.isProblem !== false) return;
    this.#timer = setTimeout(() => (this.notice = undefined), SHOWN);
  }

  override render(): TemplateResult {
    return html`${this.#renderSilence()} ${this.#renderNotice()}`;
  }

  #renderNotice(): TemplateResult | typeof nothing {
    const { notice } = this;
    if (notice === undefined || notice.text === "") return nothing;
    return html`<div class="row ${notice.isProblem ? "bad" : ""}">
      <p role=${notice.isProblem ? "alert" : "status"}>${notice.text}</p>
      <button class="small" type="button" @click=${() => (this.notice = undefined)}>Close</button>
    </div>`;
  }

  /** Stays for as long as the host is not responding. */
  #renderSilence(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session?.state !== "unresponsive") return nothing;
    return html`<div class="row warn" role="alert">
      <p>
        <strong>Your code is not responding.</strong> It may be in an endless loop. Stored data is
        safe.
      </p>
      <button type="button" @click=${() => session.kill()}>Kill host</button>
    </div>`;
  }
}

customElements.define("tabd-toasts", TabdToasts);
