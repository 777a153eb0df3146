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
 * The host's clock: shows whether time is real; pauses, speeds up and advances it. Always mounted, so
 * it also stores the clock for the next page load.
 */
export class TabdClockControls extends HistoryElement {
  static override properties = {
    ...SessionElement.properties,
    busy: { state: true },
    problem: { state: true },
    result: { state: true },
    popoverOpen: { state: true },
  };

  static override styles = [shared, clockControlsStyle];

  /** The action in progress; empty if there is none. */
  declare busy: string;
  declare problem: string;
  /** The result of the last action; empty if there is nothing to say. */
  declare result: string;

  /** The popover covers the line below the controls, so it shows problems itself. */
  declare popoverOpen: boolean;

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
    this.result = "";
    this.popoverOpen = false;
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

  /** Updates each second of host time, at most ten times a second. */
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

  /** Runs an action and shows its result or error. Only the latest action's outcome is shown. */
  async #do(doing: string, work: (server: Server) => Promise<string | void>): Promise<void> {
    const server = this.session?.server;
    if (server === undefined) return;
    const turn = ++this.#turn;
    this.problem = "";
    this.result = "";
    this.busy = doing;
    try {
      const result = await work(server);
      if (turn === this.#turn) this.result = result ?? "";
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
      <div class="segments" role="group" aria-label="Clock speed">
        ${this.#mode("Pause", clock.mode === "frozen", "Pause the objects' clock", (to) =>
          to.clock.freeze(),
        )}
        ${this.#mode("Real", clock.mode === "real", "Use the computer's clock", (to) =>
          to.clock.real(),
        )}
        ${RATES.map((rate) =>
          this.#mode(
            rateWords(rate),
            clock.mode === "rated" && clock.rate === rate,
            `One second is ${spanWords(rate * 1000)} for the objects`,
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
      ${this.#forwardPanel()} ${this.#renderStatus()}
      <p class="problem" role="alert">${this.popoverOpen ? "" : this.problem}</p>
    `;
  }

  #forwardPanel(): TemplateResult {
    return html`
      <div
        id="forward"
        popover
        role="dialog"
        aria-label="Advance the clock"
        @beforetoggle=${this.#toggled}
      >
        <h3>Advance the clock</h3>
        <div class="row">
          ${this.#nextAlarm("To the next alarm")}
          ${this.#action(
            "Until none is pending",
            "Fire alarm after alarm until none is pending",
            "Running alarms…",
            untilIdle,
          )}
        </div>
        <h3>By</h3>
        <div class="row">
          ${STEPS.map((step) =>
            this.#action(
              spanWords(step),
              "Alarms in between fire at their own times",
              `Advancing by ${spanWords(step)}…`,
              (to) => to.clock.advance(step),
            ),
          )}
        </div>
        <form class="row" @submit=${this.#forward} @input=${() => (this.problem = "")}>
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
        <p class="problem" role="alert">${this.popoverOpen ? this.problem : ""}</p>
        <p class="soft">Alarms in between fire at their own times.</p>
      </div>
    `;
  }

  #renderStatus(): TemplateResult {
    const { session } = this;
    if (session?.server !== undefined && session.state === "unresponsive") {
      return html`<p class="status" role="status">
        The host is not responding. Kill it to use its clock again.
      </p>`;
    }
    return html`<p class="status" role="status">${this.busy === "" ? this.result : this.busy}</p>`;
  }

  #nextAlarm(label: string): TemplateResult {
    return this.#action(label, "Advance the clock to the next alarm", "Advancing…", toNextAlarm);
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
    void this.#do("Advancing…", (server) =>
      server.clock.advance(amountOf(String(data.get("amount")), Number(data.get("unit")))),
    );
  }

  #toggled(event: ToggleEvent): void {
    this.popoverOpen = event.newState === "open";
    this.problem = "";
    this.#place(event);
  }

  /** Places the popover below its button, inside the window. */
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
