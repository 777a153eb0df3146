import type { ReactiveController } from "lit";
import type { HostEvent, Server } from "tabd";
import type { SessionElement } from "./session-element.ts";
import { errorWords } from "./words.ts";

/** Delay from an event to the query, in ms, to combine simultaneous events. */
const SOON = 40;
/** Minimum time between queries, in ms. */
const PAUSE = 300;
/** Query again this long after the last event, in ms, for effects without events. */
const SETTLED = 1200;

export interface ServerWatchOptions<Value> {
  /** The query. */
  readonly look: (server: Server) => Promise<Value>;
  /** Whether an event may change the answer. */
  readonly concerns: (event: HostEvent) => boolean;
}

/**
 * Keeps a query to the server up to date: repeats it after events, after a new run, and when its element
 * becomes visible. Does not query while the element is hidden.
 */
export class ServerWatch<Value> implements ReactiveController {
  /** The last answer; undefined until the first one for this disk. */
  value: Value | undefined;
  /** The error of the last query. */
  problem = "";
  readonly #host: SessionElement;
  readonly #options: ServerWatchOptions<Value>;
  readonly #sight: IntersectionObserver;
  #server: Server | undefined;
  #disk = "";
  #stop: (() => void) | undefined;
  #visible = false;
  #due = false;
  #looking = false;
  #lastLook = 0;
  /** Counts queries, so that late answers are dropped. */
  #question = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SessionElement, options: ServerWatchOptions<Value>) {
    this.#host = host;
    this.#options = options;
    this.#sight = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)?.isIntersecting ?? false;
      if (this.#visible) host.requestUpdate();
      this.#arrange();
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#sight.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#sight.disconnect();
    this.#visible = false;
    this.#follow(undefined);
  }

  hostUpdate(): void {
    const { session } = this.#host;
    if (session !== undefined && session.disk !== this.#disk) {
      this.#disk = session.disk;
      this.value = undefined;
    }
    if (this.#host.isConnected) this.#follow(session?.server);
  }

  /** The query has changed: drops the answer and asks again. */
  reset(): void {
    this.#question++;
    this.value = undefined;
    this.problem = "";
    this.refresh();
  }

  /** Asks again at once. */
  refresh(): void {
    this.#due = true;
    this.#lastLook = 0;
    this.#arrange();
  }

  #follow(server: Server | undefined): void {
    if (server === this.#server) return;
    this.#server = server;
    this.#stop?.();
    clearTimeout(this.#settling);
    this.problem = "";
    this.#stop = server?.events.on("*", (event) => {
      if (!this.#options.concerns(event)) return;
      this.#due = true;
      this.#arrange();
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.refresh(), SETTLED);
    });
    if (server !== undefined) this.refresh();
  }

  #arrange(): void {
    const wanted = this.#due && this.#visible && !this.#looking && this.#server !== undefined;
    if (!wanted || this.#timer !== undefined) return;
    const wait = Math.max(SOON, this.#lastLook + PAUSE - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, wait);
  }

  async #look(): Promise<void> {
    const server = this.#server;
    const question = this.#question;
    const current = (): boolean => server === this.#server && question === this.#question;
    if (server === undefined || !this.#visible) return;
    this.#due = false;
    this.#looking = true;
    try {
      const value = await this.#options.look(server);
      if (!current()) return;
      this.value = value;
      this.problem = "";
    } catch (error) {
      if (current()) this.problem = errorWords(error);
    } finally {
      this.#looking = false;
      this.#lastLook = performance.now();
      this.#host.requestUpdate();
      this.#arrange();
    }
  }
}
