import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { fileSize } from "../quantities.ts";
import { shared } from "../style/shared.ts";
import "../values/tabd-value.ts";
import { keepDraft, rememberedDraft } from "./draft-memory.ts";
import { panelStyle } from "./panel-style.ts";
import { bodyLook, type BodySoFar, readBody } from "./read-body.ts";
import { absoluteUrl, type HttpDraft, parseHeaders } from "./request-draft.ts";
import { SentEvent } from "./sent-event.ts";
import { SessionElement } from "./session-element.ts";
import { errorWords } from "./words.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const EMPTY: HttpDraft = { kind: "http", method: "GET", url: "/", headers: "", body: "" };

/** What came back. */
interface Answer {
  readonly response?: Response;
  readonly body?: BodySoFar;
  readonly problem?: string;
  /** Until the headers were there, in ms. */
  readonly took: number;
}

/** Sends HTTP requests to the worker's `fetch()` handler. */
export class HttpForm extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _draft: { state: true },
    _answer: { state: true },
    _busy: { state: true },
  };

  declare private _draft: HttpDraft;
  declare private _answer: Answer | undefined;
  declare private _busy: AbortController | undefined;
  #disk: string | undefined;

  constructor() {
    super();
    this._draft = EMPTY;
  }

  take(draft: HttpDraft): void {
    this._draft = draft;
    keepDraft(this.session, draft);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.session === undefined || this.session.disk === this.#disk) return;
    this.#disk = this.session.disk;
    this._draft = rememberedDraft(this.session, EMPTY);
    this._busy?.abort();
    this._answer = this._busy = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._busy?.abort();
  }

  /** Sends what stands in the form. */
  async send(): Promise<void> {
    const { server } = this.session ?? {};
    const draft = this._draft;
    if (server === undefined) return;
    this._busy?.abort();
    const busy = new AbortController();
    this._busy = busy;
    this._answer = undefined;
    this.dispatchEvent(new SentEvent(draft));
    const start = performance.now();
    const current = (): boolean => this._busy === busy;
    try {
      const { method, body } = draft;
      const init: RequestInit = {
        method,
        headers: parseHeaders(draft.headers),
        redirect: "manual",
      };
      if (hasBody(method) && body !== "") init.body = body;
      const response = await server.fetch(absoluteUrl(draft.url), init);
      const took = performance.now() - start;
      if (!current()) return;
      this._answer = { response, took };
      await readBody(response, busy.signal, (soFar) => {
        if (current()) this._answer = { response, took, body: soFar };
      });
    } catch (error) {
      if (!current()) return;
      const took = this._answer?.took ?? performance.now() - start;
      this._answer = { ...this._answer, problem: errorWords(error), took };
    }
    if (current()) this._busy = undefined;
  }

  protected override render(): TemplateResult {
    const { method, url, headers, body } = this._draft;
    const change = (part: Partial<HttpDraft>): void => this.take({ ...this._draft, ...part });
    return html`<form class="body" @submit=${this.#submit} @keydown=${this.#onKey}>
        <div class="first">
          <label class="field"
            >Method
            <select @change=${(event: Event) => change({ method: valueOf(event) })}>
              ${methods.map((one) => html`<option .selected=${one === method}>${one}</option>`)}
            </select></label
          >
          <label class="field"
            >URL, or its path
            <input
              class="mono"
              required
              autocomplete="off"
              .value=${url}
              @input=${(event: Event) => change({ url: valueOf(event) })}
          /></label>
          <button class="primary" ?disabled=${this.session?.server === undefined}>Send</button>
        </div>
        <details ?open=${headers !== "" || body !== "" || hasBody(method)}>
          <summary>Headers and body</summary>
          <div class="more">
            <label class="field"
              >Headers
              <textarea
                class="mono"
                rows="1"
                spellcheck="false"
                placeholder="Name: value"
                .value=${headers}
                @input=${(event: Event) => change({ headers: valueOf(event) })}
              ></textarea>
            </label>
            <label class="field"
              >Body${hasBody(method) ? "" : `: ${method} sends none`}
              <textarea
                class="mono"
                rows="1"
                spellcheck="false"
                ?disabled=${!hasBody(method)}
                .value=${body}
                @input=${(event: Event) => change({ body: valueOf(event) })}
              ></textarea>
            </label>
          </div>
        </details>
      </form>
      <div class="body" aria-live="polite">${this.#renderAnswer()}</div>`;
  }

  #renderAnswer(): TemplateResult {
    const answer = this._answer;
    if (answer === undefined) {
      return this._busy === undefined
        ? html``
        : html`<p class="message">Waiting for the answer.</p>`;
    }
    const { response, body, problem, took } = answer;
    const open = this._busy !== undefined;
    return html`${
      response === undefined
        ? nothing
        : html`<p class="status" data-ok=${response.status < 400}>
              <strong>${response.status} ${response.statusText}</strong>
              <span class="soft">in ${took.toFixed(took < 10 ? 1 : 0)} ms</span>
              ${
                open && body?.state === "open"
                  ? html`<button type="button" class="small" @click=${() => this._busy?.abort()}>
                      Stop reading
                    </button>`
                  : nothing
              }
            </p>
            ${renderHeaders(response.headers)}
            ${body === undefined ? nothing : renderBody(response, body)}`
    }
    ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    // Elsewhere on the page these keys run the code.
    event.preventDefault();
    event.stopPropagation();
    (event.currentTarget as HTMLFormElement).requestSubmit();
  };

  static override styles = [
    shared,
    panelStyle,
    css`
      form {
        display: grid;
        gap: var(--space);
      }
      .first {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: end;
        gap: var(--space);
      }
      .more {
        display: grid;
        gap: var(--space);
        padding-top: var(--space-s);
      }
      @container (width > 40rem) {
        .more {
          grid-template-columns: 1fr 1fr;
        }
      }
      summary {
        width: fit-content;
        color: var(--soft);
        cursor: pointer;
        font-size: var(--size-s);
      }
      .status {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space);
        padding-bottom: var(--space-s);
      }
      .status[data-ok="false"] strong {
        color: var(--bad);
      }
      .status[data-ok="true"] strong {
        color: var(--good);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--space);
        margin: 0;
        padding: var(--space-s) 0;
        font: var(--size-s) / 1.6 var(--mono);
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      pre,
      tabd-value {
        overflow: auto;
        max-height: 24rem;
        margin: var(--space-s) 0 0;
        padding: var(--space);
        border-radius: var(--radius-s);
        background: var(--sunken);
      }
      pre {
        font: var(--size-s) / 1.5 var(--mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

function renderHeaders(headers: Headers): TemplateResult {
  const all = [...headers];
  if (all.length === 0) return html``;
  return html`<details>
    <summary>${all.length === 1 ? "1 header" : `${all.length} headers`}</summary>
    <dl>
      ${all.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </details>`;
}

const stateWords = {
  open: ", more may come",
  ended: "",
  cut: ", the rest is left out",
  stopped: ", then stopped",
};

function renderBody(response: Response, body: BodySoFar): TemplateResult {
  const size = body.bytes.length;
  if (size === 0 && body.state === "ended") return html`<p class="message">No body.</p>`;
  const look = bodyLook(body, response.headers.get("content-type"));
  return html`${
      look.as === "bytes"
        ? html`<tabd-value label="Body" nameless .value=${look.bytes}></tabd-value>`
        : html`<pre tabindex="0" role="region" aria-label="Body">${look.text}</pre>`
    }
    <p class="message">
      ${look.as === "json" ? "JSON, " : ""}${fileSize(size)}${stateWords[body.state]}
    </p>`;
}

const hasBody = (method: string): boolean => method !== "GET" && method !== "HEAD";

const valueOf = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;

customElements.define("tabd-http-form", HttpForm);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-http-form": HttpForm;
  }
}
