import { openSession, type Session } from "../../protocol/session.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { OwnerTarget, type OwnerTargetOptions } from "./owner-target.ts";
import { TabEndpoint } from "./tab-endpoint.ts";
import { WebLock } from "./web-lock.ts";

export interface OwnerDoorOptions {
  readonly channel: DiskChannel;
  /** What marks this term of ownership. */
  readonly owner: string;
  dropped(reason: string): void;
}

/** Where clients come to the owner of a disk: each gets a session of its own. */
export class OwnerDoor {
  readonly #options: OwnerDoorOptions;
  /** By the names of their channels. */
  readonly #clients = new Map<string, () => void>();
  #offer: OwnerTargetOptions | undefined;

  /** Nobody is let in yet, but who knocks hears that somebody is there. */
  constructor(options: OwnerDoorOptions) {
    this.#options = options;
    options.channel.announce("starting", options.owner);
  }

  /** Lets clients in from now on, and calls those who wait. */
  open(offer: OwnerTargetOptions): void {
    this.#offer = offer;
    this.answer();
  }

  /** Says that the owner is there. */
  answer(): void {
    const { channel, owner } = this.#options;
    channel.announce(this.#offer === undefined ? "starting" : "owner", owner);
  }

  /** A client has come. */
  knock(from: string): void {
    if (this.#offer === undefined) this.answer();
    else if (!this.#clients.has(from)) this.#admit(from, this.#offer);
  }

  /** Ends all sessions. The clients hear of it. */
  close(): void {
    this.#offer = undefined;
    for (const leave of [...this.#clients.values()]) leave();
  }

  #admit(from: string, offer: OwnerTargetOptions): void {
    const { channel, dropped } = this.#options;
    const endpoint = new TabEndpoint({ name: from, disk: channel.disk, side: "owner", dropped });
    const session: Session = openSession(endpoint, new OwnerTarget(offer));
    const watch = new AbortController();
    const leave = (): void => {
      if (!this.#clients.delete(from)) return;
      watch.abort();
      session.close();
    };
    this.#clients.set(from, leave);
    session.onLost(leave);
    // The client holds this lock for as long as it lives: whoever gets it after that knows.
    WebLock.request(from, { signal: watch.signal }).then(
      (lock) => {
        lock?.release();
        leave();
      },
      () => undefined,
    );
  }
}
