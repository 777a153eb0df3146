import { css, html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { shared } from "../style/shared.ts";
import { panelStyle } from "./panel-style.ts";
import type { SocketDraft } from "./request-draft.ts";
import { SentEvent } from "./sent-event.ts";
import { SessionElement } from "./session-element.ts";
import "./socket-card.ts";
import { SocketConnection } from "./socket-connection.ts";

interface Numbered {
  readonly number: number;
  readonly connection: SocketConnection;
  readonly texts: readonly string[];
}

/** Connects to the worker by WebSocket, as often as one likes. */
export class SocketView extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _draft: { state: true },
    _all: { state: true },
  };

  declare private _draft: SocketDraft;
  declare private _all: readonly Numbered[];
  #count = 0;

  constructor() {
    super();
    this._draft = { kind: "websocket", url: "/", messages: [] };
    this._all = [];
  }

  fill(draft: SocketDraft): void {
    this._draft = draft;
  }

  /** Connects to what stands in the form. */
  async send(): Promise<void> {
    const { server } = this.session ?? {};
    if (server === undefined) return;
    const draft = this._draft;
    this.dispatchEvent(new SentEvent(draft));
    const connection = new SocketConnection(draft.url);
    this._all = [{ number: ++this.#count, connection, texts: draft.messages }, ...this._all];
    await connection.connect(server);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const { connection } of this._all) connection.close(1000, "");
    this._all = [];
  }

  protected override render(): TemplateResult {
    return html`<form class="body" @submit=${this.#submit}>
        <label class="field"
          >URL, or its path
          <input
            class="mono"
            required
            autocomplete="off"
            .value=${this._draft.url}
            @input=${(event: Event) => {
              this._draft = { ...this._draft, url: (event.target as HTMLInputElement).value };
            }}
        /></label>
        <button class="primary" ?disabled=${this.session?.server === undefined}>Connect</button>
      </form>
      <div class="body all">
        ${repeat(
          this._all,
          ({ number }) => number,
          ({ number, connection, texts }) =>
            html`<tabd-socket-card
              .connection=${connection}
              .number=${number}
              .texts=${texts}
              @remove=${() => (this._all = this._all.filter((one) => one.number !== number))}
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
