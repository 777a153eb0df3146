import type { ReactiveController } from "lit";
import { hostTimeAt, rateOf } from "../clock/host-time.ts";
import type { PlaygroundSession } from "../session/session.ts";
import type { SessionElement } from "./session-element.ts";

/** How often a countdown is redrawn, in ms: at normal speed, and at a faster one. */
const STEP = 1000;
const FAST_STEP = 250;

/** The host's time now, in ms since the epoch. */
export function hostNow(session: PlaygroundSession | undefined): number {
  return session === undefined ? Date.now() : hostTimeAt(session.history.hostTime, Date.now());
}

/**
 * Redraws its element each second while it has a countdown, is visible, and the host's clock runs.
 */
export class HostTicker implements ReactiveController {
  readonly #host: SessionElement;
  readonly #wanted: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param wanted whether there is a countdown. */
  constructor(host: SessionElement, wanted: () => boolean) {
    this.#host = host;
    this.#wanted = wanted;
    host.addController(this);
  }

  /** The host's time now, in ms since the epoch. */
  get now(): number {
    return hostNow(this.#host.session);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  hostUpdated(): void {
    const { session } = this.#host;
    const rate = session === undefined ? 0 : rateOf(session.history.hostTime.clock);
    if (this.#timer !== undefined || rate === 0 || !this.#host.isConnected || !this.#wanted())
      return;
    const step = rate > 1 ? FAST_STEP : STEP;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        // A hidden panel is redrawn when it becomes visible.
        if (this.#host.checkVisibility()) this.#host.requestUpdate();
      },
      step - (this.now % step),
    );
  }
}
