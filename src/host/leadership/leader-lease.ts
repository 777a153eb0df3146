import type { CodeIdentity } from "../../protocol/events.ts";
import { DiskError } from "../../storage/disk/disk.ts";
import type { HostRealm } from "../host-realm.ts";
import type { HostServer } from "../host-server.ts";
import { ServedHere } from "../relay/served.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { StallGuard } from "./stall.ts";
import { FollowerSessions } from "./follower-sessions.ts";
import type { HeldLock } from "../origin/origin.ts";

/** The platform's own: user code gets it only in handlers. */
const randomUUID = crypto.randomUUID?.bind(crypto);

export interface LeaderLeaseOptions {
  /** The lock of the disk. */
  readonly lock: HeldLock;
  readonly channel: DiskChannel;
  readonly realm: HostRealm;
  readonly identity: Promise<CodeIdentity>;
  /** The silence, in ms, after which other hosts count this one as gone. */
  readonly heartbeatTimeout: number;
  /** Opens the disk and serves. Calls `fenced` when another host owns the disk. */
  serve(fenced: () => void): Promise<HostServer>;
  /** This host serves; no follower is accepted yet. */
  opened(served: ServedHere): void;
  /** Another host owns the disk. */
  ended(): void;
  dropped(reason: string): void;
}

/** A host's time as the leader of a disk, from the grant of the lock to its end. */
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

  /** A follower asks for a session. */
  connect(from: string): void {
    this.#sessions.connect(from);
  }

  /** Announces the leader. */
  answer(): void {
    this.#sessions.answer();
  }

  /**
   * Serves, and accepts followers.
   *
   * @throws the reason why the host cannot serve; the lock is then free.
   */
  async open(): Promise<void> {
    const { realm, identity, opened } = this.#options;
    try {
      const [server, code] = await Promise.all([this.#serving, identity]);
      // The lock was stolen, or the lease closed, while the disk was being opened.
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

  /** Another host owns the disk. */
  end(): void {
    if (this.#over) return;
    this.#leave();
    this.#serving.then(
      (server) => server.abandon(),
      () => undefined,
    );
    this.#options.ended();
  }

  /** Finishes pending commits, then releases the disk. */
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
   * After a suspension that was long enough for a takeover, no event is delivered before the
   * fencing token is checked: two instances of one object must never run at once.
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
      // Any other error comes up again at the next commit.
      if (error instanceof DiskError && error.code === "fenced") this.end();
    }
  }
}
