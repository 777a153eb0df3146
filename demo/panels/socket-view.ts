import { css, html, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { shared } from "../style/shared.ts";
import { keepDraft, rememberedDraft } from "./draft-memory.ts";
import { socketsOf } from "./open-sockets.ts";
import { panelStyle } from "./panel-style.ts";
import type { SocketDraft } from "./request-draft.ts";
import { SentEvent } from "./sent-event.ts";
import { SessionElement } from "./session-element.ts";
import "./socket-card.ts";
import { SocketConnection } from "./socket-connection.ts";

const EMPTY: SocketDraft = { kind: "websocket", url: "/", messages: [] };

/** Connects to the worker by WebSocket, as often as one likes. */
export class SocketView extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _draft: { state: true },
  };

  declare private _draft: SocketDraft;
  #disk: string | undefined;

  constructor() {
    super();
    this._draft = EMPTY;
  }

  take(draft: SocketDraft): void {
    this._draft = draft;
    keepDraft(this.session, draft);
  }

  /** Connects to what stands in the form. */
  async send(): Promise<void> {
    const { session } = this;
    if (session?.server === undefined) return;
    const draft = this._draft;
    this.dispatchEvent(new SentEvent(draft));
    const connection = new SocketConnection(draft.url);
    socketsOf(session).add(connection, draft.messages);
    this.requestUpdate();
    await connection.connect(session.server);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.session === undefined || this.session.disk === this.#disk) return;
    this.#disk = this.session.disk;
    this._draft = rememberedDraft(this.session, EMPTY);
  }

  protected override render(): TemplateResult {
    const { session } = this;
    return html`<form class="body" @submit=${this.#submit}>
        <label class="field"
          >URL, or its path
          <input
            class="mono"
            required
            autocomplete="off"
            .value=${this._draft.url}
            @input=${(event: Event) => {
              this.take({ ...this._draft, url: (event.target as HTMLInputElement).value });
            }}
        /></label>
        <button class="primary" ?disabled=${session?.server === undefined}>Connect</button>
      </form>
      <div class="body all">
        ${repeat(
          session === undefined ? [] : socketsOf(session).all,
          ({ number }) => number,
          ({ number, connection, texts }) =>
            html`<tabd-socket-card
              .connection=${connection}
              .number=${number}
              .texts=${texts}
              @remove=${() => {
                if (session !== undefined) socketsOf(session).remove(number);
                this.requestUpdate();
              }}
            ></tabd-socket-card>`,
        )}
      </div>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send();
  };

  static override styles = [
    shared,
    panelStyle,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: end;
        gap: var(--space);
      }
      .all {
        display: grid;
        gap: var(--space);
      }
    `,
  ];
}

customElements.define("tabd-socket-view", SocketView);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-socket-view": SocketView;
  }
}
