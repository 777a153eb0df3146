import type { Clock } from "../../clock/clock.ts";
import type { HostEvent } from "../../protocol/events.ts";
import type { LeaderIntroduction } from "../../protocol/host-interface.ts";
import { type LeaderMessage, stealLockName } from "../../protocol/tab-message.ts";
import type { Served } from "../relay/served.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { LeaderConnection } from "./leader-connection.ts";
import type { HeldLock, LockRequest } from "../origin/origin.ts";

export interface ElectionOptions {
  readonly channel: DiskChannel;
  readonly realClock: Clock;
  /** The silence, in ms, after which a leader counts as gone. */
  readonly heartbeatTimeout: number;
  /** Requests the disk's lock. */
  request(options: LockRequest): Promise<HeldLock | null>;
  /** Called when this host has the lock. */
  takeOver(lock: HeldLock): void;
  connected(served: Served, introduction: LeaderIntroduction): void;
  disconnected(): void;
  heard(events: readonly HostEvent[]): void;
  dropped(reason: string): void;
}

/**
 * A follower that waits to become the leader: it queues for the disk's lock, stays connected to the
 * leader, and steals the lock if the leader does not answer.
 */
export class Election {
  readonly #options: ElectionOptions;
  readonly #queue = new AbortController();
  readonly #link: LeaderConnection;
  #stealing = false;

  constructor(options: ElectionOptions) {
    this.#options = options;
    const { channel, realClock, heartbeatTimeout, connected, disconnected, heard, dropped } =
      options;
    this.#link = new LeaderConnection({
      channel,
      realClock,
      heartbeatTimeout,
      connected,
      disconnected,
      silent: () => void this.#steal(),
      heard,
      dropped,
    });
    void this.#wait();
  }

  /** Whether this follower has a session with a leader. */
  get connected(): boolean {
    return this.#link.connected;
  }

  /** A message from the holder of the disk. */
  receive(message: LeaderMessage): void {
    this.#link.receive(message);
  }

  /** The holder of the disk is alive, even if its message cannot be read. */
  alive(): void {
    this.#link.alive();
  }

  /** The host may have been suspended. */
  wake(): void {
    this.#link.wake();
  }

  /** Stops waiting. */
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
      // The request was aborted.
    }
  }

  /** Only one of the followers gets to steal the lock. */
  async #steal(): Promise<void> {
    if (this.#stealing || this.#over) return;
    this.#stealing = true;
    try {
      const { disk, origin } = this.#options.channel;
      const permit = await origin.requestLock(stealLockName(disk), { ifAvailable: true });
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

  #take(lock: HeldLock | null): void {
    if (lock === null) return;
    if (this.#over) lock.release();
    else this.#options.takeOver(lock);
  }
}
