import type { CodeIdentity } from "../../protocol/events.ts";
import { DiskError } from "../../storage/disk/disk.ts";
import type { HostRealm } from "../host-realm.ts";
import type { HostServer } from "../host-server.ts";
import { ServedHere } from "../relay/served.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { StallGuard } from "./stall.ts";
import { FollowerSessions } from "./follower-sessions.ts";
import type { HeldLock } from "../origin/origin.ts";

/** Of the platform: a worker's code gets it only in its handlers. */
const randomUUID = crypto.randomUUID?.bind(crypto);

export interface LeaderLeaseOptions {
  /** The disk's. */
  readonly lock: HeldLock;
  readonly channel: DiskChannel;
  readonly realm: HostRealm;
  readonly identity: Promise<CodeIdentity>;
  /** For how long a host may be silent before others take it to be gone, in ms. */
  readonly heartbeatTimeout: number;
  /** Opens the disk and serves. `fenced`: the disk is another host's by now. */
  serve(fenced: () => void): Promise<HostServer>;
  /** It serves, and no follower has been let in yet. */
  opened(served: ServedHere): void;
  /** The disk has become another host's. */
  ended(): void;
  dropped(reason: string): void;
}

/** One term as the leader of a disk, from the moment in which its lock is there. */
export class LeaderLease {
  readonly #options: LeaderLeaseOptions;
  readonly #leader = randomUUID();
  readonly #sessions: FollowerSessions;
  readonly #serving: Promise<HostServer>;
  #stallGuard: StallGuard | undefined;
  #over = false;

  constructor(options: LeaderLeaseOptions) {
    const { channel, realm, dropped, serve } = options;
    const clock = realm.realClock;
    this.#options = options;
    this.#sessions = new FollowerSessions({ channel, clock, leader: this.#leader, dropped });
    this.#serving = serve(() => this.end());
  }

  get lock(): HeldLock {
    return this.#options.lock;
  }

  /** A follower has come. */
  connect(from: string): void {
    this.#sessions.connect(from);
  }

  /** Says that the leader is there. */
  answer(): void {
    this.#sessions.answer();
  }

  /** Serves, and lets followers in. @throws what keeps it from serving; the lock is free then. */
  async open(): Promise<void> {
    const { realm, identity, opened } = this.#options;
    try {
      const [server, code] = await Promise.all([this.#serving, identity]);
      // Stolen, or closed, while the disk was being opened.
      if (this.#over) return;
      this.#watch(server);
      const served = new ServedHere(server);
      opened(served);
      const introduction = { leader: this.#leader, code };
      this.#sessions.open({ served, events: realm.events, introduction });
    } catch (error) {
      if (this.#over) return;
      this.#leave();
      throw error;
    }
  }

  /** The disk is another host's. */
  end(): void {
    if (this.#over) return;
    this.#leave();
    this.#serving.then(
      (server) => server.abandon(),
      () => undefined,
    );
    this.#options.ended();
  }

  /** Finishes what is on its way to the disk, and lets go of it. */
  async close(): Promise<void> {
    this.#over = true;
    this.#stopWatching();
    const dismissed = this.#sessions.dismiss();
    await (await this.#serving.catch(() => undefined))?.close();
    await dismissed;
    this.lock.release();
  }

  #leave(): void {
    this.#over = true;
    this.#stopWatching();
    this.#sessions.close();
    this.lock.release();
  }

  /**
   * After a doze that was long enough for others to have taken the disk, no event is delivered
   * before it is known whether they have: two instances of one object must not even run at once.
   */
  #watch(server: HostServer): void {
    const { realm, heartbeatTimeout } = this.#options;
    const doze = new StallGuard({
      clock: realm.realClock,
      limit: heartbeatTimeout / 2,
      woke: () => realm.loop.hold(this.#confirm(server)),
    });
    this.#stallGuard = doze;
    realm.loop.beforeTask = () => doze.look();
  }

  #stopWatching(): void {
    this.#stallGuard?.close();
    this.#options.realm.loop.beforeTask = undefined;
  }

  async #confirm(server: HostServer): Promise<void> {
    try {
      await server.storage.confirm();
    } catch (error) {
      // Whatever else it is, the next commit has it too.
      if (error instanceof DiskError && error.code === "fenced") this.end();
    }
  }
}
