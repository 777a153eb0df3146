import type { Clock } from "../../clock/clock.ts";
import type { HostEvent } from "../../protocol/events.ts";
import type { OwnerIntroduction } from "../../protocol/host-interface.ts";
import { diskChannelName, type OwnerMessage } from "../../protocol/tab-message.ts";
import type { Served } from "../relay/served.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { OwnerLink } from "./owner-link.ts";
import { WebLock, type WebLockRequest } from "./web-lock.ts";

export interface SuccessionOptions {
  readonly channel: DiskChannel;
  readonly realClock: Clock;
  /** For how long an owner may be silent before it is taken to be gone, in ms. */
  readonly silence: number;
  /** Asks for the disk's lock. */
  request(options: WebLockRequest): Promise<WebLock | null>;
  /** It is this host's turn. */
  takeOver(lock: WebLock): void;
  connected(served: Served, introduction: OwnerIntroduction): void;
  disconnected(): void;
  heard(events: readonly HostEvent[]): void;
  dropped(reason: string): void;
}

/**
 * A client's wait for its turn: it queues for the disk's lock, keeps in touch with the owner
 * meanwhile, and takes the lock away from one that does not answer.
 */
export class Succession {
  readonly #options: SuccessionOptions;
  readonly #queue = new AbortController();
  readonly #link: OwnerLink;
  #stealing = false;

  constructor(options: SuccessionOptions) {
    this.#options = options;
    const { channel, realClock, silence, connected, disconnected, heard, dropped } = options;
    this.#link = new OwnerLink({
      channel,
      realClock,
      silence,
      connected,
      disconnected,
      silent: () => void this.#steal(),
      heard,
      dropped,
    });
    void this.#wait();
  }

  /** Whether there is a session with an owner. */
  get connected(): boolean {
    return this.#link.connected;
  }

  /** A word from whoever holds the disk. */
  receive(message: OwnerMessage): void {
    this.#link.receive(message);
  }

  /** Whoever holds the disk is there, even if it cannot be understood. */
  alive(): void {
    this.#link.alive();
  }

  /** Time may have passed unnoticed. */
  wake(): void {
    this.#link.wake();
  }

  /** Ends the wait. */
  close(): void {
    this.#queue.abort();
    this.#link.close();
  }

  get #over(): boolean {
    return this.#queue.signal.aborted;
  }

  async #wait(): Promise<void> {
    try {
      this.#take(await this.#options.request({ signal: this.#queue.signal }));
    } catch {
      // The wait has ended.
    }
  }

  /** One client does so for all. */
  async #steal(): Promise<void> {
    if (this.#stealing || this.#over) return;
    this.#stealing = true;
    try {
      const name = `${diskChannelName(this.#options.channel.disk)}:steal`;
      const permit = await WebLock.request(name, { ifAvailable: true });
      if (permit === null) return;
      try {
        if (!this.#over) this.#take(await this.#options.request({ steal: true }));
      } finally {
        permit.release();
      }
    } finally {
      this.#stealing = false;
    }
  }

  #take(lock: WebLock | null): void {
    if (lock === null) return;
    if (this.#over) lock.release();
    else this.#options.takeOver(lock);
  }
}
