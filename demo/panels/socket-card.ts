import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { timeOfDay } from "../clock/time-words.ts";
import { shared } from "../style/shared.ts";
import "../values/tabd-value.ts";
import { panelStyle } from "./panel-style.ts";
import {
  parseHex,
  type SocketConnection,
  type SocketLine,
  type SocketWords,
} from "./socket-connection.ts";
import { socketStyle } from "./socket-style.ts";
import { errorWords } from "./words.ts";

/**
 * A WebSocket connection with its messages. Dispatches `remove`, and `words` when an unsent message is
 * edited.
 */
export class SocketCard extends LitElement {
  static override properties = {
    connection: { attribute: false },
    number: { type: Number },
    texts: { attribute: false },
    _problem: { state: true },
  };

  declare connection: SocketConnection;
  declare number: number;
  /** Suggested messages. */
  declare texts: readonly string[];
  declare private _problem: string;
  #heard: SocketConnection | undefined;

  constructor() {
    super();
    this.number = 1;
    this.texts = [];
    this._problem = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen(this.connection);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen(undefined);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("connection") && this.isConnected) this.#listen(this.connection);
  }

  protected override updated(): void {
    const log = this.renderRoot.querySelector('[role="log"]');
    log?.scrollTo({ top: log.scrollHeight });
  }

  protected override render(): TemplateResult {
    const { url, state, lines } = this.connection;
    const open = state === "open";
    return html`<section aria-label=${`Connection ${this.number}`}>
      <header class="row">
        <strong>${this.number}</strong>
        <span class="mono url">${url}</span>
        <span class="soft" role="status">${state}</span>
        ${
          open
            ? this.#renderClose()
            : html`<button
                type="button"
                class="small push"
                ?disabled=${state === "connecting"}
                aria-label=${`Remove connection ${this.number}`}
                @click=${() => this.dispatchEvent(new Event("remove"))}
              >
                Remove
              </button>`
        }
      </header>
      <div
        class="scroll"
        role="log"
        tabindex="0"
        aria-label=${`Messages of connection ${this.number}`}
      >
        ${repeat(lines, ({ number }) => number, renderLine)}
      </div>
      ${open ? this.#renderSend() : nothing}
      <p class="problem" role="alert">${this._problem}</p>
    </section>`;
  }

  #renderClose(): TemplateResult {
    const { code, reason } = this.connection.words;
    return html`<form class="close push" @submit=${this.#close}>
      <label class="check"
        >Code
        <input
          class="code"
          name="code"
          type="number"
          aria-label="Close code"
          .value=${code}
          @input=${(event: Event) => this.#write({ code: valueOf(event) })}
          min="1000"
          max="4999"
          required
      /></label>
      <input
        class="reason"
        name="reason"
        aria-label="Close reason"
        placeholder="Reason"
        .value=${reason}
        @input=${(event: Event) => this.#write({ reason: valueOf(event) })}
      />
      <button class="small">Close</button>
    </form>`;
  }

  #renderSend(): TemplateResult {
    const { binary, data } = this.connection.words;
    return html`<form class="send" @submit=${this.#send}>
        <select
          name="kind"
          aria-label="Kind of message"
          @change=${(event: Event) =>
            this.#write({ binary: (event.target as HTMLSelectElement).selectedIndex === 1 })}
        >
          <option .selected=${!binary}>Text</option>
          <option .selected=${binary}>Bytes</option>
        </select>
        <input
          name="data"
          class="mono"
          autocomplete="off"
          aria-label="Message"
          .value=${data}
          @input=${(event: Event) => this.#write({ data: valueOf(event) })}
          placeholder=${binary ? "68 65 6c 6c 6f" : "Message"}
        />
        <button class="small primary">Send</button>
      </form>
      ${
        this.texts.length === 0
          ? nothing
          : html`<div class="row">
              ${this.texts.map(
                (text) =>
                  html`<button
                    type="button"
                    class="small text mono"
                    aria-label=${`Send ${text}`}
                    @click=${() => this.#attempt(() => this.connection.send(text))}
                  >
                    ${text}
                  </button>`,
              )}
            </div>`
      }`;
  }

  readonly #send = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const field = form.elements.namedItem("data") as HTMLInputElement;
    this.#attempt(() => {
      const { binary, data } = this.connection.words;
      this.connection.send(binary ? parseHex(data) : data);
      this.#write({ data: "" });
    });
    field.focus();
  };

  readonly #close = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    this.#attempt(() =>
      this.connection.close(Number(data.get("code")), String(data.get("reason"))),
    );
  };

  #write(change: Partial<SocketWords>): void {
    this.connection.words = { ...this.connection.words, ...change };
    this.dispatchEvent(new Event("words"));
    this.requestUpdate();
  }

  #attempt(work: () => void): void {
    try {
      work();
      this._problem = "";
    } catch (error) {
      this._problem = errorWords(error);
    }
  }

  #listen(connection: SocketConnection | undefined): void {
    this.#heard?.removeEventListener("change", this.#onChange);
    connection?.addEventListener("change", this.#onChange);
    this.#heard = connection;
  }

  readonly #onChange = (): void => this.requestUpdate();

  static override styles = [shared, panelStyle, socketStyle];
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

const arrows = { page: ["↑", "sent"], object: ["↓", "received"], note: ["·", ""] } as const;

function renderLine({ from, time, data }: SocketLine): TemplateResult {
  const [arrow, words] = arrows[from];
  return html`<div class="line" data-from=${from}>
    <time datetime=${new Date(time).toISOString()}>${timeOfDay(new Date(time))}</time>
    <span class="arrow"
      ><span aria-hidden="true">${arrow}</span><span class="hidden">${words}</span></span
    >
    ${
      typeof data === "string"
        ? html`<span class="data">${data}</span>`
        : html`<tabd-value closed label="Bytes" nameless .value=${data}></tabd-value>`
    }
  </div>`;
}

customElements.define("tabd-socket-card", SocketCard);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-socket-card": SocketCard;
  }
}
