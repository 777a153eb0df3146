import { css, html, nothing, type TemplateResult } from "lit";
import type { HostEvent, Server } from "tabd";
import { catalog } from "../examples/catalog.ts";
import { lastAlarm } from "../history/last-alarm.ts";
import { HostTicker } from "../panels/host-ticker.ts";
import { ServerWatch } from "../panels/server-watch.ts";
import { SessionElement } from "../panels/session-element.ts";
import { countdown, dateAndTime } from "../quantities.ts";
import type { ProjectRequest } from "../session/project.ts";
import { sendRequest } from "../session/send-request.ts";
import { shared } from "../style/shared.ts";

type Pending = Awaited<ReturnType<Server["inspect"]["alarms"]>>;

/**
 * The alarm that comes next, what the example says, and what can be done about both. Dispatches
 * `connect` with a request for a WebSocket, whose talk has no room here.
 */
export class TabdNextAlarm extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    said: { state: true },
  };

  static override styles = [
    shared,
    css`
      section {
        display: grid;
        min-height: 10.25rem;
        padding: var(--space-l) 1rem;
        gap: var(--space) 1.5rem;
        grid-template: 1fr auto / minmax(11rem, auto) minmax(0, 1fr);
      }

      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        justify-content: space-between;
        gap: var(--space);
        grid-column: 1 / -1;
      }

      .requests {
        min-width: 0;
        flex: 1 1 16rem;
      }

      h2 {
        color: var(--soft);
        font-weight: 500;
      }

      .time {
        font-size: 2.5rem;
        font-variant-numeric: tabular-nums;
        font-weight: 300;
        letter-spacing: -0.02em;
        line-height: 1.2;
        white-space: nowrap;
      }

      .time[data-idle] {
        color: var(--soft);
      }

      .caption {
        overflow: hidden;
        min-height: 1.5em;
        color: var(--soft);
        text-overflow: ellipsis;
      }

      .lesson {
        align-self: start;
        text-wrap: pretty;
      }

      .lesson strong {
        display: block;
        font-weight: 600;
      }

      .last {
        display: -webkit-box;
        overflow: hidden;
        min-height: 1.5em;
        margin-top: var(--space-s);
        -webkit-box-orient: vertical;
        color: var(--soft);
        -webkit-line-clamp: 2;
        line-clamp: 2;
      }

      .last b {
        color: var(--text);
        font-weight: 500;
      }

      .said {
        overflow: hidden;
        min-width: 0;
        flex: 1 1 8rem;
        color: var(--soft);
        font-size: var(--size-s);
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      @media (max-width: 34rem) {
        section {
          grid-template: auto auto auto / minmax(0, 1fr);
        }
      }
    `,
  ];

  declare said: string;
  readonly #pending = new ServerWatch<Pending>(this, {
    look: (server) => server.inspect.alarms({ limit: 1 }),
    concerns: ({ type }: HostEvent) => type.startsWith("alarm-") || type === "leader-changed",
  });
  readonly #ticker = new HostTicker(this, () => this.#pending.value?.alarms.length !== 0);

  constructor() {
    super();
    this.said = "";
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const example = catalog.find(({ id }) => id === session.project.exampleId);
    const { requests = [] } = session.project;
    const running = session.state === "running";
    return html`
      <section aria-labelledby="next-alarm">
        <div>
          <h2 id="next-alarm">Next alarm</h2>
          ${this.#countdown()}
        </div>
        <div class="lesson">
          <p>
            ${
              example === undefined
                ? nothing
                : html`<strong>${example.title}</strong> ${example.sentence}`
            }
          </p>
          ${this.#last()}
        </div>
        <div class="foot">
          <div class="row requests">
            ${requests.map(
              (request) =>
                html`<button
                  class="small"
                  type="button"
                  ?disabled=${!running}
                  @click=${() => void this.#send(request)}
                >
                  ${request.title}
                </button>`,
            )}
            <span
              class="said"
              role="status"
              aria-label="Answer"
              title=${this.said}
              .textContent=${this.said}
            ></span>
          </div>
          <div class="row">
            <button type="button" @click=${() => session.reloadPage()}>Reload page</button>
            ${
              session.server === undefined && session.state !== "starting"
                ? html`<button type="button" @click=${() => void session.run()}>Start host</button>`
                : html`<button type="button" class="danger" @click=${() => session.kill()}>
                    Kill host
                  </button>`
            }
          </div>
        </div>
      </section>
    `;
  }

  #countdown(): TemplateResult {
    const next = this.#pending.value?.alarms[0];
    const known = this.session?.server !== undefined && this.#pending.value !== undefined;
    const left = next === undefined ? 0 : next.nextTry - this.#ticker.now;
    return html`
      <p class="time" role="timer" aria-live="off" ?data-idle=${next === undefined}>
        ${next === undefined ? "none" : next.running ? "now" : countdown(left)}
      </p>
      <p class="caption">
        ${
          next === undefined
            ? known
              ? "No alarm is pending."
              : this.session?.state === "unresponsive"
                ? "The host does not answer."
                : "The host does not run."
            : html`${next.name ?? `${next.id.slice(0, 8)}…`}, at
              ${dateAndTime(next.nextTry)}${
                next.retryCount > 0 ? `, try ${next.retryCount + 1}` : ""
              }${this.session?.server === undefined ? ", once a host runs" : ""}`
        }
      </p>
    `;
  }

  /** The alarm that was delivered last: whoever has just reloaded the page sees that it came. */
  #last(): TemplateResult {
    const last = lastAlarm(this.session?.history.entries ?? []);
    const after = { reload: ", after a reload", crash: ", after a crash" };
    const outlived = last?.survived === undefined ? "" : after[last.survived];
    const rang = last && `${last.who} rang at ${dateAndTime(last.time)}${outlived}`;
    return html`<p class="last" role="status" aria-label="Last alarm">
      ${
        last === undefined
          ? nothing
          : html`${rang}${last.line === "" ? "." : html`: <b>${last.line}</b>`}`
      }
    </p>`;
  }

  async #send(request: ProjectRequest): Promise<void> {
    const { session } = this;
    if (session?.server === undefined) return;
    if (request.kind === "websocket") {
      this.said = "";
      this.dispatchEvent(new CustomEvent<ProjectRequest>("connect", { detail: request }));
      return;
    }
    try {
      this.said = await sendRequest(session.server, session.project, request);
    } catch (error) {
      this.said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }
}

customElements.define("tabd-next-alarm", TabdNextAlarm);
