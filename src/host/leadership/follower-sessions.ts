import type { Clock } from "../../clock/clock.ts";
import { openSession, type Session } from "../../protocol/session.ts";
import { sleep } from "../clock/settle.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { LeaderTarget, type LeaderTargetOptions } from "./leader-target.ts";
import { TabEndpoint } from "./tab-endpoint.ts";

export interface FollowerSessionsOptions {
  readonly channel: DiskChannel;
  /** The id of this lease. */
  readonly leader: string;
  /** The computer's clock. */
  readonly clock: Clock;
  dropped(reason: string): void;
}

/**
 * How long to wait for followers to notice the end of their sessions, in ms. A frozen tab never
 * does.
 */
const PATIENCE = 1_000;

interface Follower {
  /** Ends its session. */
  readonly leave: () => void;
  /** Resolves when the follower has closed its end too. */
  readonly gone: Promise<void>;
}

/** The leader's sessions, one for each follower of the disk. */
export class FollowerSessions {
  readonly #options: FollowerSessionsOptions;
  /** By the names of their channels. */
  readonly #followers = new Map<string, Follower>();
  #offer: LeaderTargetOptions | undefined;

  /** Announces that a leader is starting. Followers are not accepted yet. */
  constructor(options: FollowerSessionsOptions) {
    this.#options = options;
    options.channel.announce("starting", options.leader);
  }

  /** Accepts followers from now on, and invites those that wait. */
  open(offer: LeaderTargetOptions): void {
    this.#offer = offer;
    this.answer();
  }

  /** Announces the leader. */
  answer(): void {
    const { channel, leader } = this.#options;
    channel.announce(this.#offer === undefined ? "starting" : "leader", leader);
  }

  /** A follower asks for a session. */
  connect(from: string): void {
    if (this.#offer === undefined) this.answer();
    else if (!this.#followers.has(from)) this.#admit(from, this.#offer);
  }

  /** Closes all sessions. The followers are notified. */
  close(): void {
    this.#offer = undefined;
    for (const { leave } of [...this.#followers.values()]) leave();
  }

  /**
   * Closes all sessions. Resolves when the followers know it; from then on they hold their calls
   * back.
   */
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
    // The follower holds this lock during its session. Getting the lock shows that the session is
    // over.
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
