import { html, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ClockState, Server } from "tabd";
import { HistoryElement } from "../history/history-element.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { PlaygroundSession } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { amountOf, RATES, STEPS, toNextAlarm, UNITS, untilIdle } from "./clock-actions.ts";
import { clockControlsStyle } from "./clock-controls-style.ts";
import { ClockKeeper } from "./clock-keeper.ts";
import { clockBadge, clockSentence, rateWords } from "./clock-words.ts";
import { rateOf } from "./host-time.ts";
import { Ticker } from "./ticker.ts";
import { shortMoment, spanWords } from "./time-words.ts";

/**
 * The host's clock: says whether time is real, and lets it stop, go faster and move forward.
 * Always mounted, it also keeps the clock for the next visit.
 */
export class TabdClockControls extends HistoryElement {
  static override properties = {
    ...SessionElement.properties,
    busy: { state: true },
    problem: { state: true },
    told: { state: true },
  };

  static override styles = [shared, clockControlsStyle];

  /** What is under way, in words; empty when nothing is. */
  declare busy: string;
  declare problem: string;
  /** What came of the last thing that was asked for, where that is worth a word. */
  declare told: string;

  #keeper: ClockKeeper | undefined;
  #kept: PlaygroundSession | undefined;
  readonly #ticker = new Ticker({
    element: this,
    delay: () => this.#untilChange(),
    tick: () => this.#showTime(),
  });
  #turn = 0;

  constructor() {
    super();
    this.busy = "";
    this.problem = "";
    this.told = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticker.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ticker.stop();
    this.#keeper?.stop();
    this.#kept = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.isConnected || this.session === this.#kept) return;
    this.#keeper?.stop();
    this.#kept = this.session;
    if (this.session === undefined) return;
    this.#keeper = new ClockKeeper(this.session);
    this.#keeper.start();
  }

  protected override updated(): void {
    this.#ticker.wake();
  }

  get #clock(): ClockState {
    return this.session?.history.hostTime.clock ?? { mode: "real" };
  }

  /** The time is told in seconds: a faster clock as often as one can read, and no more. */
  #untilChange(): number {
    if (this.session?.server === undefined) return Infinity;
    const rate = rateOf(this.#clock);
    return rate === 0 ? Infinity : Math.max((1000 - (this.now % 1000)) / rate, 100);
  }

  #showTime(): void {
    const time = this.renderRoot.querySelector("time");
    if (time === null || this.session?.server === undefined) return;
    const text = shortMoment(this.now, Date.now());
    if (time.textContent !== text) time.textContent = text;
  }

  /** Does what was asked for; what goes wrong is shown. A newer wish has the last word. */
  async #do(doing: string, work: (server: Server) => Promise<string | void>): Promise<void> {
    const server = this.session?.server;
    if (server === undefined) return;
    const turn = ++this.#turn;
    this.problem = "";
    this.told = "";
    this.busy = doing;
    try {
      const told = await work(server);
      if (turn === this.#turn) this.told = told ?? "";
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (turn === this.#turn) this.problem = message;
    } finally {
      if (turn === this.#turn) this.busy = "";
    }
  }

  override render(): TemplateResult {
    const disabled = this.session?.server === undefined;
    const clock = this.#clock;
    const sentence = clockSentence(clock, this.now, Date.now());
    return html`
      <div
        class="now"
        data-mode=${disabled ? "none" : clock.mode}
        title=${disabled ? "" : sentence}
      >
        <span class="badge">${disabled ? "No host" : clockBadge(clock)}</span>
        <time ?hidden=${disabled} .textContent=${live(shortMoment(this.now, Date.now()))}></time>
      </div>
      <div class="segments" role="group" aria-label="Speed of time">
        ${this.#mode("Pause", clock.mode === "frozen", "Stop the objects' time", (to) =>
          to.clock.freeze(),
        )}
        ${this.#mode("Real", clock.mode === "real", "Back to the computer's time", (to) =>
          to.clock.real(),
        )}
        ${RATES.map((rate) =>
          this.#mode(
            rateWords(rate),
            clock.mode === "rated" && clock.rate === rate,
            `One second is ${spanWords(rate * 1000)} to the objects`,
            (to) => to.clock.run(rate),
          ),
        )}
      </div>
      <div class="row actions">
        ${this.#nextAlarm("Next alarm")}
        <button
          type="button"
          class="small"
          popovertarget="forward"
          aria-haspopup="dialog"
          ?disabled=${!this.canAsk}
        >
          Forward…
        </button>
      </div>
      ${this.#forwardPanel()} ${this.#told()}
      <p class="problem" role="alert">${this.problem}</p>
    `;
  }

  #forwardPanel(): TemplateResult {
    return html`
      <div
        id="forward"
        popover
        role="dialog"
        aria-label="Move time forward"
        @beforetoggle=${this.#place}
      >
        <h3>Move time forward</h3>
        <div class="row">
          ${this.#nextAlarm("To the next alarm")}
          ${this.#action(
            "Until none is pending",
            "Run alarm after alarm until none is pending",
            "Running alarms…",
            untilIdle,
          )}
        </div>
        <h3>By</h3>
        <div class="row">
          ${STEPS.map((step) =>
            this.#action(
              spanWords(step),
              "Alarms on the way fire, each at its own time",
              `Moving forward by ${spanWords(step)}…`,
              (to) => to.clock.advance(step),
            ),
          )}
        </div>
        <form class="row" @submit=${this.#forward}>
          <label class="hidden" for="amount">How far</label>
          <input id="amount" name="amount" inputmode="decimal" value="7" autocomplete="off" />
          <label class="hidden" for="unit">Unit</label>
          <select id="unit" name="unit">
            ${UNITS.map(
              ([unit, ms]) =>
                html`<option value=${ms} ?selected=${unit === "days"}>${unit}</option>`,
            )}
          </select>
          <button class="small" ?disabled=${!this.canAsk || this.busy !== ""}>Go</button>
        </form>
        <p class="soft">Alarms on the way fire, each at its own time.</p>
      </div>
    `;
  }

  #told(): TemplateResult {
    const { session } = this;
    if (session?.server !== undefined && session.state === "unresponsive") {
      return html`<p class="told" role="status">
        The host does not answer: kill it to set its time again.
      </p>`;
    }
    return html`<p class="told" role="status">${this.busy === "" ? this.told : this.busy}</p>`;
  }

  #nextAlarm(label: string): TemplateResult {
    return this.#action(label, "Move time to the next alarm, and run it", "Moving…", toNextAlarm);
  }

  #action(
    label: string,
    title: string,
    doing: string,
    work: (server: Server) => Promise<string | void>,
  ): TemplateResult {
    return html`
      <button
        type="button"
        class="small"
        title=${title}
        ?disabled=${!this.canAsk || this.busy !== ""}
        @click=${() => this.#do(doing, work)}
      >
        ${label}
      </button>
    `;
  }

  #mode(
    label: string,
    pressed: boolean,
    title: string,
    set: (server: Server) => Promise<void>,
  ): TemplateResult {
    const known = this.session?.server !== undefined;
    return html`
      <button
        type="button"
        class="small"
        aria-pressed=${known && pressed ? "true" : "false"}
        title=${title}
        ?disabled=${!this.canAsk}
        @click=${() => this.#do("", set)}
      >
        ${label}
      </button>
    `;
  }

  #forward(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    void this.#do("Moving forward…", (server) =>
      server.clock.advance(amountOf(String(data.get("amount")), Number(data.get("unit")))),
    );
  }

  /** Below its button, and inside the window. */
  #place(event: ToggleEvent): void {
    const popover = event.currentTarget as HTMLElement;
    const opener = this.renderRoot.querySelector("[popovertarget]");
    if (event.newState !== "open" || opener === null) return;
    const { bottom, right } = opener.getBoundingClientRect();
    popover.style.top = `${bottom + 4}px`;
    popover.style.left = `max(8px, min(${right}px - 20.5rem, 100vw - 20.5rem - 8px))`;
  }
}

customElements.define("tabd-clock-controls", TabdClockControls);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-clock-controls": TabdClockControls;
  }
}
