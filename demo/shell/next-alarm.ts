import { html, nothing, type TemplateResult } from "lit";
import type { HostEvent, Server } from "tabd";
import { shortMoment } from "../clock/time-words.ts";
import { exampleOf } from "../examples/catalog.ts";
import { type LastAlarm, lastAlarm } from "../history/last-alarm.ts";
import { HostTicker } from "../panels/host-ticker.ts";
import { ServerWatch } from "../panels/server-watch.ts";
import { SessionElement } from "../panels/session-element.ts";
import { countdown } from "../quantities.ts";
import { actorTitle } from "../session/actor-title.ts";
import type { ProjectRequest } from "../session/project.ts";
import { sendRequest } from "../session/send-request.ts";
import type { HostState } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { nextAlarmStyle } from "./next-alarm-style.ts";
import { type Next, nextInHistory } from "./next-known.ts";

type Pending = Awaited<ReturnType<Server["inspect"]["alarms"]>>;

/** The answer to the last request. */
interface Answer {
  readonly text: string;
  /** The last history entry when the request was sent. */
  readonly seq: number;
}

/** What a stored alarm waits for, by the host's state. */
const waitsFor: Readonly<Record<HostState, string>> = {
  stopped: "Still stored. It fires once you run the code.",
  starting: "Still stored. The host is starting…",
  running: "Still stored. The host is starting…",
  unresponsive: "The host is not responding.",
  failed: "Still stored. The host did not start.",
  killed: "Still stored. Start the host and it fires.",
};

const survivedWords = { reload: " after a reload", crash: " after a crash" };

/**
 * The next alarm or the last one, the example's sentence, and its prepared requests. Dispatches
 * `connect` with a request for a WebSocket, which is shown in the request panel.
 */
export class TabdNextAlarm extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    answer: { state: true },
  };

  static override styles = [shared, nextAlarmStyle];

  declare answer: Answer | undefined;
  #lastRequest = 0;
  readonly #pending = new ServerWatch<Pending>(this, {
    look: (server) => server.inspect.alarms({ limit: 1 }),
    concerns: ({ type }: HostEvent) => type.startsWith("alarm-") || type === "leader-changed",
  });
  readonly #ticker = new HostTicker(this, () => this.#next() !== undefined);

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const { requests = [] } = session.project;
    const running = session.state === "running";
    const next = this.#next();
    const counting = running && next?.running === false;
    const off = session.server === undefined && session.state !== "starting";
    return html`
      <section aria-label="Next alarm">
        <div>
          <h2>
            ${next === undefined && this.#lastAlarm !== undefined ? "Last alarm" : "Next alarm"}
          </h2>
          ${this.#headline(next)}
        </div>
        <div class="lesson">${this.#lesson()} ${this.#last()}</div>
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
            ${this.#answer()}
          </div>
          <div class="row">
            <button
              class=${counting && !session.edited ? "primary" : ""}
              type="button"
              @click=${() => session.reloadPage()}
            >
              Reload page
            </button>
            ${
              off
                ? html`<button type="button" @click=${() => void session.run()}>Start host</button>`
                : nothing
            }
          </div>
        </div>
      </section>
    `;
  }

  #lesson(): TemplateResult {
    const { project } = this.session ?? {};
    const example = project === undefined ? undefined : exampleOf(project);
    if (example === undefined) return html`<p></p>`;
    return html`<p><strong>${example.title}</strong> ${example.sentence}</p>`;
  }

  /** The host's answer comes first; until it arrives, the history gives the alarm. */
  #next(): Next | undefined {
    const { server, history } = this.session ?? {};
    const { value } = this.#pending;
    if (server !== undefined && value !== undefined) {
      const [alarm] = value.alarms;
      if (alarm === undefined) return undefined;
      const { nextTry, running, retryCount } = alarm;
      return { who: actorTitle(alarm), time: nextTry, running, retryCount, source: "host" };
    }
    return history === undefined ? undefined : nextInHistory(history.entries);
  }

  #headline(next: Next | undefined): TemplateResult {
    const last = next === undefined ? this.#lastAlarm : undefined;
    const kind = next !== undefined ? "next" : last !== undefined ? "last" : "none";
    const words =
      next !== undefined
        ? next.running
          ? "now"
          : countdown(next.time - this.#ticker.now)
        : last !== undefined
          ? `✓ Fired${last.survived === undefined ? "" : survivedWords[last.survived]}`
          : "None";
    return html`
      <p class="time" role="timer" aria-live="off" data-kind=${kind}>${words}</p>
      <p class="caption">${next === undefined ? this.#idleWords() : this.#nextWords(next)}</p>
    `;
  }

  #nextWords({ who, time, retryCount, source }: Next): string {
    const retry = retryCount > 0 ? `, try ${retryCount + 1}` : "";
    const words = `${who}, at ${shortMoment(time, this.#ticker.now)}${retry}`;
    const { state = "stopped" } = this.session ?? {};
    return source === "host" ? words : `${words}. ${waitsFor[state]}`;
  }

  #idleWords(): string {
    const { server, state } = this.session ?? {};
    if (server !== undefined && this.#pending.value !== undefined) return "No alarm is pending.";
    if (state === "unresponsive") return "The host is not responding.";
    if (state === "starting" || state === "running") return "The host is starting…";
    return "The host is not running.";
  }

  get #lastAlarm(): LastAlarm | undefined {
    return lastAlarm(this.session?.history.entries ?? []);
  }

  /** The last delivery: proof, after a reload, that the alarm fired. */
  #last(): TemplateResult {
    const last = this.#lastAlarm;
    if (last === undefined) return html`<p class="last" role="status" aria-label="Last alarm"></p>`;
    const { who, time, survived, line } = last;
    const after = survived === undefined ? "" : `,${survivedWords[survived]}`;
    const fired = `${who} fired at ${shortMoment(time, this.#ticker.now)}${after}`;
    return html`<p class="last" role="status" aria-label="Last alarm">
      ${fired}${line === "" ? "." : html`: <b>${line}</b>`}
    </p>`;
  }

  /** An alarm that has fired since may have changed what the answer says. */
  #answer(): TemplateResult {
    const { answer } = this;
    const entries = this.session?.history.entries ?? [];
    const later = entries.findLast(
      ({ seq, event }) => seq <= (answer?.seq ?? 0) || event.type === "alarm-fired",
    );
    const stale = answer !== undefined && later !== undefined && later.seq > answer.seq;
    const text = answer === undefined || stale ? "" : answer.text;
    return html`<span
      class="answer"
      role="status"
      aria-label="Answer"
      title=${text}
      .textContent=${text}
    ></span>`;
  }

  async #send(request: ProjectRequest): Promise<void> {
    const { session } = this;
    if (session?.server === undefined) return;
    if (request.kind === "websocket") {
      this.answer = undefined;
      this.dispatchEvent(new CustomEvent<ProjectRequest>("connect", { detail: request }));
      return;
    }
    const number = ++this.#lastRequest;
    const seq = session.history.entries.at(-1)?.seq ?? 0;
    const show = (text: string): void => {
      if (number === this.#lastRequest) this.answer = { text, seq };
    };
    show("Waiting…");
    try {
      show(await sendRequest(session.server, session.project, request));
    } catch (error) {
      show(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }
}

customElements.define("tabd-next-alarm", TabdNextAlarm);
