import { css, html, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";
import { panelStyle } from "./panel-style.ts";
import { answerStyle, type HttpAnswer, renderAnswer } from "./http-answer.ts";
import { PerDisk } from "./per-disk.ts";
import { readBody } from "./read-body.ts";
import { absoluteUrl, type HttpDraft, parseHeaders } from "./request-draft.ts";
import { RequestForm } from "./request-form.ts";
import { SentEvent } from "./sent-event.ts";
import { submitByKeys } from "./submit-keys.ts";
import { errorWords } from "./words.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const EMPTY: HttpDraft = { kind: "http", method: "GET", url: "/", headers: "", body: "" };

const answers = new PerDisk<HttpAnswer>();

/** Sends HTTP requests to the worker's `fetch()` handler. */
export class HttpForm extends RequestForm<"http"> {
  static override properties = {
    ...RequestForm.properties,
    _busy: { state: true },
  };

  declare private _busy: AbortController | undefined;

  constructor() {
    super(EMPTY);
  }

  protected override diskChanged(): void {
    this._busy?.abort();
    this._busy = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._busy?.abort();
  }

  async send(): Promise<void> {
    const { session } = this;
    const draft = this._draft;
    if (session?.server === undefined) return;
    this._busy?.abort();
    const busy = new AbortController();
    this._busy = busy;
    answers.clear(session);
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
      const response = await session.server.fetch(absoluteUrl(draft.url), init);
      const took = performance.now() - start;
      const at = Date.now();
      if (!current()) return;
      this.#show({ response, took, at });
      await readBody(response, busy.signal, (soFar) => {
        if (current()) this.#show({ response, took, at, body: soFar });
      });
    } catch (error) {
      if (!current()) return;
      const soFar = answers.get(session);
      const took = soFar?.took ?? performance.now() - start;
      this.#show({ ...soFar, problem: errorWords(error), took, at: soFar?.at ?? Date.now() });
    }
    if (current()) this._busy = undefined;
  }

  protected override render(): TemplateResult {
    const { method, url, headers, body } = this._draft;
    const change = (part: Partial<HttpDraft>): void => this.take({ ...this._draft, ...part });
    return html`<form class="body" @submit=${this.submit} @keydown=${submitByKeys}>
        <div class="first">
          <label class="field"
            >Method
            <select @change=${(event: Event) => change({ method: valueOf(event) })}>
              ${methods.map((one) => html`<option .selected=${one === method}>${one}</option>`)}
            </select></label
          >
          <label class="field"
            >URL or path
            <input
              class="mono"
              required
              autocomplete="off"
              .value=${url}
              @input=${(event: Event) => change({ url: valueOf(event) })}
          /></label>
          <button class="primary" ?disabled=${!this.canAsk}>Send</button>
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
              >Body${hasBody(method) ? "" : ` (not sent with ${method})`}
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
    const answer = answers.get(this.session);
    if (answer === undefined) {
      return this._busy === undefined
        ? html``
        : html`<p class="message">Waiting for the response.</p>`;
    }
    const stop = (): void => this._busy?.abort();
    return renderAnswer(answer, this._busy === undefined ? undefined : stop);
  }

  #show(answer: HttpAnswer): void {
    answers.set(this.session, answer);
    this.requestUpdate();
  }

  static override styles = [
    shared,
    panelStyle,
    answerStyle,
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
    `,
  ];
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
