import { css, html, nothing, type TemplateResult } from "lit";
import type { HostEvent, Server } from "tabd";
import { timeOfDay } from "../clock/time-words.ts";
import { withNames } from "../history/object-names.ts";
import type { ProjectNamespace } from "../session/project.ts";
import { shared } from "../style/shared.ts";
import { LiteralError } from "../values/literal-error.ts";
import { parseArguments } from "../values/parse-literal.ts";
import "../values/tabd-value.ts";
import { hostNow } from "./host-ticker.ts";
import { methodsOf } from "./methods-of.ts";
import { panelStyle } from "./panel-style.ts";
import { PerDisk } from "./per-disk.ts";
import { type RpcDraft, stubOf } from "./request-draft.ts";
import { RequestForm } from "./request-form.ts";
import { SentEvent } from "./sent-event.ts";
import { ServerWatch } from "./server-watch.ts";
import { submitByKeys } from "./submit-keys.ts";

const EMPTY: RpcDraft = { kind: "rpc", className: "", object: "", method: "", args: "" };

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** `took` in ms; `at` by the computer's clock, in ms since the epoch. */
type Answer = Outcome & { readonly took: number; readonly at: number };

/** Calls methods of objects by RPC. */
export class RpcForm extends RequestForm<"rpc"> {
  static override properties = {
    ...RequestForm.properties,
    _problem: { state: true },
    _calls: { state: true },
  };

  /** The error in the arguments. */
  declare private _problem: string;
  /** The number of pending calls. Later ones may return first. */
  declare private _calls: number;
  readonly #names: ServerWatch<readonly string[]>;
  #lastCall = 0;

  constructor() {
    super(EMPTY);
    this._problem = "";
    this._calls = 0;
    this.#names = new ServerWatch(this, { look: (server) => this.#look(server), concerns });
  }

  override take(draft: RpcDraft): void {
    const before = this.#className;
    super.take(draft);
    this._problem = "";
    if (before !== this.#className) this.#names.reset();
  }

  async send(): Promise<void> {
    const { session } = this;
    const { server, project } = session ?? {};
    if (server === undefined || project === undefined) return;
    const draft = { ...this._draft, className: this.#className };
    this._problem = "";
    let args: unknown[];
    try {
      args = parseArguments(draft.args, { now: hostNow(this.session) });
    } catch (error) {
      this._problem = error instanceof LiteralError ? error.message : String(error);
      return;
    }
    this.dispatchEvent(new SentEvent(draft));
    this._calls++;
    const call = ++this.#lastCall;
    const start = performance.now();
    const answer = await attempt(() => {
      const stub = stubOf(server.env, project.config.namespaces, draft);
      if (typeof stub[draft.method] !== "function") {
        throw new TypeError(`${draft.method} is not a method`);
      }
      return stub[draft.method]?.(...args);
    });
    this._calls--;
    if (call !== this.#lastCall) return disposeOf(answer);
    answers.set(session, { ...answer, took: performance.now() - start, at: Date.now() });
    this.requestUpdate();
  }

  protected override diskChanged(): void {
    this._problem = "";
  }

  protected override render(): TemplateResult {
    const namespaces = this.#namespaces;
    if (namespaces.length === 0) {
      return html`<p class="empty">
        The code has no Durable Object class. Export a class that extends DurableObject.
      </p>`;
    }
    const { object, method, args } = this._draft;
    const change = (part: Partial<RpcDraft>): void => this.take({ ...this._draft, ...part });
    return html`<form class="body" @submit=${this.submit} @keydown=${submitByKeys}>
        <div class="fields">
          <label class="field"
            >Class
            <select @change=${(event: Event) => change({ className: valueOf(event), method: "" })}>
              ${namespaces.map(
                ({ className }) =>
                  html`<option .selected=${className === this.#className}>${className}</option>`,
              )}
            </select></label
          >
          <label class="field"
            >Object name or id
            <input
              list="objects"
              required
              autocomplete="off"
              .value=${object}
              @input=${(event: Event) => change({ object: valueOf(event) })}
          /></label>
          <label class="field"
            >Method
            <input
              class="mono"
              list="methods"
              required
              autocomplete="off"
              .value=${method}
              @input=${(event: Event) => change({ method: valueOf(event) })}
          /></label>
          ${list("objects", this.#names.value ?? [])} ${list("methods", this.#methods)}
        </div>
        <div class="last">
          <label class="field"
            >Arguments, as JavaScript literals
            <textarea
              class="mono"
              rows="1"
              spellcheck="false"
              aria-describedby="problem"
              placeholder=${'"text", 5000, { a: [1, 2] }'}
              .value=${args}
              @input=${(event: Event) => change({ args: valueOf(event) })}
            ></textarea>
          </label>
          <button class="primary" ?disabled=${!this.canAsk}>Call</button>
        </div>
        <p class="problem" id="problem" role="alert">${this._problem}</p>
      </form>
      <div class="body" aria-live="polite">${this.#renderAnswer()}</div>`;
  }

  #renderAnswer(): TemplateResult {
    const waiting = this._calls > 0;
    const answer = answers.get(this.session);
    if (answer === undefined) return waiting ? html`<p class="message">Waiting.</p>` : html``;
    const { took, at } = answer;
    const failed = "error" in answer;
    return html`<p class="status">
        <strong data-ok=${!failed}>${failed ? "Failed" : "Returned"}</strong>
        <span class="soft">after ${took.toFixed(took < 10 ? 1 : 0)} ms</span>
        <span class="soft">at ${timeOfDay(new Date(at))}</span>
        ${waiting ? html`<span class="soft">Another call is pending.</span>` : nothing}
      </p>
      <tabd-value
        label=${failed ? "Error" : "Result"}
        nameless
        .value=${failed ? answer.error : answer.value}
      ></tabd-value>`;
  }

  get #namespaces(): readonly ProjectNamespace[] {
    return this.session?.project.config.namespaces ?? [];
  }

  /** The chosen class, or the first. */
  get #className(): string {
    const all = this.#namespaces.map(({ className }) => className);
    const chosen = all.find((className) => className === this._draft.className);
    return chosen ?? all[0] ?? "";
  }

  get #methods(): readonly string[] {
    const sources = Object.values(this.session?.project.files ?? {});
    return sources.flatMap((source) => methodsOf(source, this.#className));
  }

  async #look({ inspect }: Server): Promise<readonly string[]> {
    const { objects } = await inspect.objects({ className: this.#className, limit: 200 });
    const named = withNames(objects, this.session?.history.entries ?? []);
    return named.map(({ name, id }) => name ?? id);
  }

  static override styles = [
    shared,
    panelStyle,
    css`
      form {
        display: grid;
        gap: var(--space);
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
        gap: var(--space);
      }
      @container (width < 30rem) {
        .fields > :nth-child(3) {
          grid-column: 1 / -1;
        }
      }
      .last {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: end;
        gap: var(--space);
      }
      p:empty {
        display: none;
      }
      .status {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space);
        padding-bottom: var(--space-s);
      }
      [data-ok="true"] {
        color: var(--good);
      }
      [data-ok="false"] {
        color: var(--bad);
      }
      tabd-value {
        max-height: 24rem;
        padding: var(--space);
        border-radius: var(--radius-s);
        background: var(--sunken);
      }
    `,
  ];
}

/** Wraps the result, because a promise would call `then` on a returned stub. */
async function attempt(call: () => unknown): Promise<Outcome> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

/** Disposes the stubs in a result that is no longer shown. */
function disposeOf(answer: Outcome): void {
  if (!("value" in answer)) return;
  const { value } = answer;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  (value as Partial<Disposable>)[Symbol.dispose]?.();
}

const answers = new PerDisk<Answer>(disposeOf);

const list = (id: string, values: readonly string[]): TemplateResult =>
  html`<datalist id=${id}>
    ${values.map((value) => html`<option value=${value}></option>`)}
  </datalist>`;

const valueOf = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;

const concerns = ({ type }: HostEvent): boolean => type === "actor-started";

customElements.define("tabd-rpc-form", RpcForm);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-rpc-form": RpcForm;
  }
}
