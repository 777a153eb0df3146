import { css, html, nothing, type TemplateResult } from "lit";
import type { ProjectRequest } from "../session/project.ts";
import { shared } from "../style/shared.ts";
import "./http-form.ts";
import { hostNotice } from "./host-notice.ts";
import { panelStyle } from "./panel-style.ts";
import { draftOf, draftTitle, type RequestDraft } from "./request-draft.ts";
import "./rpc-form.ts";
import type { SentEvent } from "./sent-event.ts";
import { SessionElement } from "./session-element.ts";
import "./socket-view.ts";
import { tabList } from "./tab-list.ts";

const kinds = [
  ["rpc", "RPC"],
  ["http", "HTTP"],
  ["websocket", "WebSocket"],
] as const;
type Kind = (typeof kinds)[number][0];

/** Stored requests. */
const REMEMBERED = 30;

/** Sends requests to the worker by RPC, HTTP and WebSocket. */
export class RequestPanel extends SessionElement {
  protected override render(): TemplateResult {
    const { session } = this;
    if (session === undefined) return html``;
    const kind = this.#kind;
    const off = session.server === undefined && session.state !== "starting";
    return html`${this.#renderSuggestions()}
      <div class="bar">
        ${tabList({
          label: "Kind of request",
          tabs: kinds,
          selected: kind,
          select: (chosen) => this.#choose(chosen),
        })}
      </div>
      ${off ? hostNotice(session) : nothing}
      <div id="view" role="tabpanel" aria-labelledby=${`tab-${kind}`}>
        <tabd-rpc-form
          id="rpc"
          .session=${session}
          ?hidden=${kind !== "rpc"}
          @sent=${this.#onSent}
        ></tabd-rpc-form>
        <tabd-http-form
          id="http"
          .session=${session}
          ?hidden=${kind !== "http"}
          @sent=${this.#onSent}
        ></tabd-http-form>
        <tabd-socket-view
          id="websocket"
          .session=${session}
          ?hidden=${kind !== "websocket"}
          @sent=${this.#onSent}
        ></tabd-socket-view>
      </div>
      ${this.#renderPast()}`;
  }

  /** Sends a prepared request. */
  async start(request: ProjectRequest): Promise<void> {
    await this.updateComplete;
    await this.#send(draftOf(request));
  }

  #renderSuggestions(): TemplateResult | typeof nothing {
    const requests = this.session?.project.requests ?? [];
    if (requests.length === 0) return nothing;
    return html`<div class="bar" role="group" aria-label="Requests of this example">
      <span class="soft">Try</span>
      ${requests.map((request) => {
        const draft = draftOf(request);
        return html`<button
          type="button"
          class="small"
          title=${draftTitle(draft)}
          ?disabled=${!this.canAsk}
          @click=${() => this.#send(draft)}
        >
          ${request.title}
        </button>`;
      })}
    </div>`;
  }

  #renderPast(): TemplateResult | typeof nothing {
    const past = this.#past;
    if (past.length === 0) return nothing;
    return html`<details class="body">
      <summary>Sent before (${past.length})</summary>
      <ul>
        ${past.map((draft) => this.#renderSent(draft))}
      </ul>
      <button type="button" class="small" @click=${() => this.#keep([])}>Clear list</button>
    </details>`;
  }

  #renderSent(draft: RequestDraft): TemplateResult {
    const title = draftTitle(draft);
    return html`<li>
      <button
        type="button"
        class="quiet small title mono"
        aria-label=${`Edit ${title}`}
        title=${title}
        @click=${() => this.#fill(draft)}
      >
        ${title}
      </button>
      <button
        type="button"
        class="small"
        aria-label=${`Send again: ${title}`}
        ?disabled=${!this.canAsk}
        @click=${() => this.#send(draft)}
      >
        Send again
      </button>
    </li>`;
  }

  /** Fills the form of the request's kind. */
  #fill(draft: RequestDraft): void {
    this.#choose(draft.kind);
    switch (draft.kind) {
      case "http":
        return this.renderRoot.querySelector("tabd-http-form")?.take(draft);
      case "rpc":
        return this.renderRoot.querySelector("tabd-rpc-form")?.take(draft);
      case "websocket":
        return this.renderRoot.querySelector("tabd-socket-view")?.take(draft);
    }
  }

  async #send(draft: RequestDraft): Promise<void> {
    this.#fill(draft);
    const form = this.renderRoot.querySelector<HTMLElement & { send(): Promise<void> }>(
      `#${draft.kind}`,
    );
    await form?.send();
  }

  readonly #onSent = (event: Event): void => {
    const { draft } = event as SentEvent;
    const text = JSON.stringify(draft);
    const others = this.#past.filter((one) => JSON.stringify(one) !== text);
    this.#keep([draft, ...others].slice(0, REMEMBERED));
  };

  /** The kind chosen last for this project, or that of its first prepared request. */
  get #kind(): Kind {
    const first = this.session?.project.requests?.[0]?.kind ?? "rpc";
    return this.session?.settings.get<Kind>(this.#kindKey, first) ?? first;
  }

  get #kindKey(): string {
    return `request kind ${this.session?.disk ?? ""}`;
  }

  #choose(kind: Kind): void {
    this.session?.settings.set(this.#kindKey, kind);
    this.requestUpdate();
  }

  get #key(): string {
    return `requests ${this.session?.disk ?? ""}`;
  }

  get #past(): readonly RequestDraft[] {
    return this.session?.settings.get<readonly RequestDraft[]>(this.#key, []) ?? [];
  }

  #keep(past: readonly RequestDraft[]): void {
    this.session?.settings.set(this.#key, past.length === 0 ? undefined : past);
    this.requestUpdate();
  }

  static override styles = [
    shared,
    panelStyle,
    css`
      ul {
        overflow: auto;
        max-height: 14rem;
        margin: var(--space-s) 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space);
        padding: 0.125rem 0;
      }
      .title {
        overflow: hidden;
        display: block;
        text-align: left;
        text-overflow: ellipsis;
      }
      summary {
        width: fit-content;
        color: var(--soft);
        cursor: pointer;
      }
    `,
  ];
}

customElements.define("tabd-request-panel", RequestPanel);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-request-panel": RequestPanel;
  }
}
