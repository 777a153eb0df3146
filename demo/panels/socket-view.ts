import { css, html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { shared } from "../style/shared.ts";
import { socketsOf } from "./open-sockets.ts";
import { panelStyle } from "./panel-style.ts";
import type { PlaygroundSession } from "../session/session.ts";
import type { SocketDraft } from "./request-draft.ts";
import { RequestForm } from "./request-form.ts";
import { SentEvent } from "./sent-event.ts";
import "./socket-card.ts";
import { SocketConnection, type SocketWords } from "./socket-connection.ts";

const EMPTY: SocketDraft = { kind: "websocket", url: "/", messages: [] };

/** Opens WebSocket connections to the worker. */
export class SocketView extends RequestForm<"websocket"> {
  constructor() {
    super(EMPTY);
  }

  async send(): Promise<void> {
    const { session } = this;
    if (session?.server === undefined) return;
    const draft = this._draft;
    this.dispatchEvent(new SentEvent(draft));
    const connection = new SocketConnection(draft.url);
    // A reload closes all connections; the first new one gets the unsent message.
    const words = session.settings.get<SocketWords | undefined>(wordsKey(session), undefined);
    if (words !== undefined && socketsOf(session).all.length === 0) connection.words = words;
    socketsOf(session).add(connection, draft.messages);
    this.requestUpdate();
    await connection.connect(session.server);
  }

  protected override render(): TemplateResult {
    const { session } = this;
    return html`<form class="body" @submit=${this.submit}>
        <label class="field"
          >URL or path
          <input
            class="mono"
            required
            autocomplete="off"
            .value=${this._draft.url}
            @input=${(event: Event) => {
              this.take({ ...this._draft, url: (event.target as HTMLInputElement).value });
            }}
        /></label>
        <button class="primary" ?disabled=${!this.canAsk}>Connect</button>
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
              @words=${() => session?.settings.set(wordsKey(session), connection.words)}
              @remove=${() => {
                if (session !== undefined) socketsOf(session).remove(number);
                this.requestUpdate();
              }}
            ></tabd-socket-card>`,
        )}
      </div>`;
  }

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

const wordsKey = ({ disk }: PlaygroundSession): string => `half written ${disk}`;

customElements.define("tabd-socket-view", SocketView);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-socket-view": SocketView;
  }
}
