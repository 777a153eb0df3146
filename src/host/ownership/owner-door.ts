import type { Clock } from "../../clock/clock.ts";
import { openSession, type Session } from "../../protocol/session.ts";
import { sleep } from "../settle.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { OwnerTarget, type OwnerTargetOptions } from "./owner-target.ts";
import { TabEndpoint } from "./tab-endpoint.ts";
import { WebLock } from "./web-lock.ts";

export interface OwnerDoorOptions {
  readonly channel: DiskChannel;
  /** What marks this term of ownership. */
  readonly owner: string;
  /** The computer's clock. */
  readonly clock: Clock;
  dropped(reason: string): void;
}

/** How long clients may take to notice that they were dismissed, in ms: a frozen one never does. */
const PATIENCE = 1_000;

interface Client {
  /** Ends its session. */
  readonly leave: () => void;
  /** Resolves when it has let go of the session too. */
  readonly gone: Promise<void>;
}

/** Where clients come to the owner of a disk: each gets a session of its own. */
export class OwnerDoor {
  readonly #options: OwnerDoorOptions;
  /** By the names of their channels. */
  readonly #clients = new Map<string, Client>();
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
    for (const { leave } of [...this.#clients.values()]) leave();
  }

  /** Ends all sessions. Resolves when the clients know: what they are asked from then on waits. */
  async dismiss(): Promise<void> {
    const gone = Array.from(this.#clients.values(), (client) => client.gone);
    this.close();
    await Promise.race([Promise.all(gone), sleep(this.#options.clock, PATIENCE)]);
  }

  #admit(from: string, offer: OwnerTargetOptions): void {
    const { channel, dropped } = this.#options;
    const endpoint = new TabEndpoint({ name: from, disk: channel.disk, side: "owner", dropped });
    const session: Session = openSession(endpoint, new OwnerTarget(offer));
    const leave = (): void => {
      if (this.#clients.delete(from)) session.close();
    };
    // The client holds this lock for as long as it has its session: who gets it after that knows.
    const gone = WebLock.request(from).then(
      (lock) => {
        lock?.release();
        leave();
      },
      () => undefined,
    );
    this.#clients.set(from, { leave, gone });
    session.onLost(leave);
  }
}
