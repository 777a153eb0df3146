import type { ReactiveController } from "lit";
import type { HostEvent, Server } from "tabd";
import type { SessionElement } from "./session-element.ts";
import { errorWords } from "./words.ts";

/** From an event to the look that it leads to, in ms: what happens together is seen together. */
const SOON = 40;
/** At least so long from one look to the next, in ms. */
const PAUSE = 300;
/** After the last event, when what followed from it without an event of its own is over, in ms. */
const SETTLED = 1200;

export interface ServerWatchOptions<Value> {
  /** Asks the server. */
  readonly look: (server: Server) => Promise<Value>;
  /** Whether an event may have changed the answer. */
  readonly concerns: (event: HostEvent) => boolean;
}

/**
 * Keeps the answer to a question about the server as it is now: asks again after events, after a new
 * run, and when its element comes into sight; and not while nobody sees it.
 */
export class ServerWatch<Value> implements ReactiveController {
  /** The last answer; undefined until there is one for this disk. */
  value: Value | undefined;
  /** Why there is no answer, in words. */
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
  /** Counts the questions: an answer to an earlier one is no answer. */
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

  /** The question is another: what was answered is forgotten. */
  reset(): void {
    this.#question++;
    this.value = undefined;
    this.problem = "";
    this.refresh();
  }

  /** Asks again, at once: something was done. */
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
