import type { Server } from "tabd";
import type { EventHistory } from "../history/event-history.ts";
import type { PlaygroundSession } from "../session/session.ts";
import { rememberClock } from "./clock-memory.ts";

/** How often the host's time is stored, in ms. */
const KEEP_EVERY = 1000;

/**
 * Tracks the clock of the session's host and stores it for the next page load. Asks the host when
 * events are not enough: for a new server, and after a change of a rated clock.
 */
export class ClockKeeper {
  readonly #session: PlaygroundSession;
  readonly #onChange = (): void => this.#follow();
  readonly #onHistory = (): void => this.#look();
  readonly #keep = (): void => this.keep();
  #timer: ReturnType<typeof setInterval> | undefined;
  #server: Server | undefined;
  #history: EventHistory | undefined;
  #seen = 0;
  #asks = 0;

  constructor(session: PlaygroundSession) {
    this.#session = session;
  }

  start(): void {
    this.#session.addEventListener("change", this.#onChange);
    document.addEventListener("visibilitychange", this.#keep);
    addEventListener("pagehide", this.#keep);
    this.#timer = setInterval(this.#keep, KEEP_EVERY);
    this.#follow();
  }

  stop(): void {
    this.#session.removeEventListener("change", this.#onChange);
    this.#history?.removeEventListener("change", this.#onHistory);
    document.removeEventListener("visibilitychange", this.#keep);
    removeEventListener("pagehide", this.#keep);
    clearInterval(this.#timer);
    this.#history = undefined;
    this.#server = undefined;
  }

  /** Without a host, the last stored time stays. */
  keep(): void {
    const { server, settings, disk, history } = this.#session;
    if (server !== undefined) rememberClock(settings, disk, history.hostTime);
  }

  #follow(): void {
    const { server, history } = this.#session;
    if (history !== this.#history) {
      this.#history?.removeEventListener("change", this.#onHistory);
      history.addEventListener("change", this.#onHistory);
      this.#history = history;
      this.#seen = history.entries.at(-1)?.seq ?? 0;
    }
    if (server === this.#server) return;
    this.#server = server;
    if (server !== undefined) void this.#ask(server);
  }

  #look(): void {
    const server = this.#server;
    const history = this.#history;
    const news = history?.entries.filter(({ seq }) => seq > this.#seen) ?? [];
    this.#seen = news.at(-1)?.seq ?? this.#seen;
    if (server === undefined) return;
    const changed = news.some(({ event }) => event.type === "clock-changed");
    if (!changed) return;
    this.#asks++;
    this.keep();
    // Real and frozen clocks are known exactly from the event.
    if (history?.hostTime.clock.mode === "rated") void this.#ask(server);
  }

  async #ask(server: Server): Promise<void> {
    const history = this.#history;
    const ask = ++this.#asks;
    const asked = Date.now();
    try {
      const state = await server.clock.state();
      // A newer question is pending, or the events are newer than this answer.
      if (ask !== this.#asks || server !== this.#server || history !== this.#history) return;
      // The answer was true at some moment in between.
      history?.heardClock(state, (asked + Date.now()) / 2);
      this.keep();
    } catch {
      // The host is gone; the session shows it.
    }
  }
}
