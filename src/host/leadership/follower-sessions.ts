import type { Clock } from "../../clock/clock.ts";
import { openSession, type Session } from "../../protocol/session.ts";
import { sleep } from "../clock/settle.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { LeaderTarget, type LeaderTargetOptions } from "./leader-target.ts";
import { TabEndpoint } from "./tab-endpoint.ts";

export interface FollowerSessionsOptions {
  readonly channel: DiskChannel;
  /** What marks this term of leadership. */
  readonly leader: string;
  /** The computer's clock. */
  readonly clock: Clock;
  dropped(reason: string): void;
}

/** How long followers may take to notice that they were dismissed, in ms: a frozen one never does. */
const PATIENCE = 1_000;

interface Follower {
  /** Ends its session. */
  readonly leave: () => void;
  /** Resolves when it has let go of the session too. */
  readonly gone: Promise<void>;
}

/** Where followers come to the leader of a disk: each gets a session of its own. */
export class FollowerSessions {
  readonly #options: FollowerSessionsOptions;
  /** By the names of their channels. */
  readonly #followers = new Map<string, Follower>();
  #offer: LeaderTargetOptions | undefined;

  /** Nobody is let in yet, but who knocks hears that somebody is there. */
  constructor(options: FollowerSessionsOptions) {
    this.#options = options;
    options.channel.announce("starting", options.leader);
  }

  /** Lets followers in from now on, and calls those who wait. */
  open(offer: LeaderTargetOptions): void {
    this.#offer = offer;
    this.answer();
  }

  /** Says that the leader is there. */
  answer(): void {
    const { channel, leader } = this.#options;
    channel.announce(this.#offer === undefined ? "starting" : "leader", leader);
  }

  /** A follower has come. */
  connect(from: string): void {
    if (this.#offer === undefined) this.answer();
    else if (!this.#followers.has(from)) this.#admit(from, this.#offer);
  }

  /** Ends all sessions. The followers hear of it. */
  close(): void {
    this.#offer = undefined;
    for (const { leave } of [...this.#followers.values()]) leave();
  }

  /** Ends all sessions. Resolves when the followers know: what they are asked from then on waits. */
  async dismiss(): Promise<void> {
    const gone = Array.from(this.#followers.values(), (follower) => follower.gone);
    this.close();
    await Promise.race([Promise.all(gone), sleep(this.#options.clock, PATIENCE)]);
  }

  #admit(from: string, offer: LeaderTargetOptions): void {
    const { channel, dropped } = this.#options;
    const { disk, origin } = channel;
    const endpoint = new TabEndpoint({ origin, name: from, disk, side: "leader", dropped });
    const session: Session = openSession(endpoint, new LeaderTarget(offer), (address) =>
      offer.served.open(address),
    );
    const leave = (): void => {
      if (this.#followers.delete(from)) session.close();
    };
    // The follower holds this lock for as long as it has its session: who gets it after that knows.
    const gone = origin.requestLock(from).then(
      (lock) => {
        lock?.release();
        leave();
      },
      () => undefined,
    );
    this.#followers.set(from, { leave, gone });
    session.onLost(leave);
  }
}
