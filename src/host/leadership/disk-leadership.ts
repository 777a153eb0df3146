import type { CheckedConfig } from "../../config/checked-config.ts";
import type { CodeIdentity, HostEvent, HostRole } from "../../protocol/events.ts";
import { type LeaderIntroduction, PROTOCOL_VERSION } from "../../protocol/host-interface.ts";
import { diskChannelName, type TabMessage } from "../../protocol/tab-message.ts";
import { setClockMode } from "../clock/clock-target.ts";
import type { HostRealm } from "../host-realm.ts";
import type { HostServer } from "../host-server.ts";
import type { Relay } from "../relay/relay.ts";
import type { Served } from "../relay/served.ts";
import { sleep } from "../clock/settle.ts";
import { codeIdentity } from "./code-identity.ts";
import { DiskChannel } from "./disk-channel.ts";
import { LeaderClock } from "./leader-clock.ts";
import { LeaderLease } from "./leader-lease.ts";
import { LeadershipReport } from "./leadership-report.ts";
import { Election } from "./election.ts";
import type { HeldLock, LockRequest } from "../origin/origin.ts";

/** How long the leader of a disk may be silent before it is taken to be gone, in ms. */
export const HEARTBEAT_TIMEOUT = 10_000;

/** How long to wait before a disk that could not be taken over is tried again, in ms. */
const RETRY_DELAY = 1_000;

/** What a host tells its own page only: each has its own view of it. */
const ownEvents: ReadonlySet<HostEvent["type"]> = new Set([
  "leader-changed",
  "code-differs",
  "message-dropped",
]);

export interface DiskLeadershipOptions {
  readonly config: CheckedConfig;
  readonly disk: string;
  readonly realm: HostRealm;
  /** Is told where calls go. */
  readonly relay: Relay;
  /** See {@link HEARTBEAT_TIMEOUT}. */
  readonly heartbeatTimeout: number;
  /**
   * Opens the disk and serves.
   *
   * @param fenced called when a commit shows that the disk is another host's by now.
   */
  readonly serve: (fenced: () => void) => Promise<HostServer>;
}

/**
 * Whether this host runs the actors of its disk, and what becomes of it.
 *
 * Whoever has the disk's Web Lock is the leader. All others wait for the lock, and meanwhile pass
 * calls on to the leader; who gets it opens the disk, which fences off whoever had it before, and
 * serves. A leader whose lock is stolen, or whose commit is refused, becomes a follower.
 */
export class DiskLeadership {
  readonly #options: DiskLeadershipOptions;
  readonly #channel: DiskChannel;
  readonly #identity: Promise<CodeIdentity>;
  readonly #report: LeadershipReport;
  readonly #leaderClock: LeaderClock;
  #role: HostRole | undefined;
  #lease: LeaderLease | undefined;
  #election: Election | undefined;
  /** Whether calls have gone to a leader of which the page was not told yet that it is gone. */
  #served = false;
  #closed = false;

  constructor(options: DiskLeadershipOptions) {
    this.#options = options;
    this.#identity = codeIdentity(options.config);
    this.#leaderClock = new LeaderClock(options.realm.realClock);
    this.#report = new LeadershipReport(options.realm, options.disk, this.#identity);
    this.#channel = new DiskChannel({
      origin: options.realm.origin,
      disk: options.disk,
      receive: (message) => this.#receive(message),
      dropped: (reason, otherVersion) => this.#dropped(reason, otherVersion),
    });
  }

  get role(): HostRole {
    return this.#role ?? "follower";
  }

  /**
   * Becomes the leader if the disk is free, else a follower; does not wait for the leader then.
   *
   * @throws {DiskError} when the disk is free and cannot be opened.
   */
  async begin(): Promise<void> {
    const lock = await this.#request({ ifAvailable: true });
    if (lock === null) this.#follow();
    else await this.#serve(lock);
  }

  /** The page became visible or resumed: who was frozen has not listened. */
  wake(): void {
    this.#election?.wake();
  }

  /** Lets go of the disk, after what is on its way to it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopFollowing();
    const term = this.#lease;
    this.#lease = undefined;
    await term?.close();
    this.#channel.close();
  }

  // As the leader

  /** @throws what keeps it from serving; the lock is free then. */
  async #serve(lock: HeldLock): Promise<void> {
    const { realm, heartbeatTimeout, serve } = this.#options;
    const term = new LeaderLease({
      lock,
      channel: this.#channel,
      realm,
      identity: this.#identity,
      heartbeatTimeout,
      serve,
      opened: (served) => this.#route(served, "leader"),
      ended: () => this.#lost(),
      dropped: (reason) => this.#dropped(reason, false),
    });
    this.#lease = term;
    try {
      await term.open();
    } catch (error) {
      this.#lease = undefined;
      throw error;
    }
  }

  /** The disk is another host's. */
  #lost(): void {
    this.#lease = undefined;
    this.#options.relay.interrupt();
    if (this.#role === "leader") {
      this.#role = "follower";
      this.#served = false;
      this.#report.leaderChanged(this.#role);
    }
    this.#follow();
  }

  // As a follower

  #follow(): void {
    const { relay, realm, heartbeatTimeout } = this.#options;
    this.#role = "follower";
    relay.interrupt();
    this.#election = new Election({
      channel: this.#channel,
      realClock: realm.realClock,
      heartbeatTimeout,
      request: (options) => this.#request(options),
      takeOver: (lock) => void this.#takeOver(lock),
      connected: (served, introduction) => this.#connected(served, introduction),
      disconnected: () => relay.interrupt(),
      heard: (events) => {
        for (const event of events) {
          if (ownEvents.has(event.type)) continue;
          this.#leaderClock.hear(event);
          realm.report(event);
        }
      },
      dropped: (reason) => this.#dropped(reason, false),
    });
  }

  #stopFollowing(): void {
    this.#election?.close();
    this.#election = undefined;
  }

  async #takeOver(lock: HeldLock): Promise<void> {
    this.#stopFollowing();
    const { relay, realm } = this.#options;
    relay.interrupt();
    this.#goByLeadersClock();
    try {
      await this.#serve(lock);
    } catch (error) {
      // Whoever calls is told why; meanwhile another may have more luck with the disk.
      if (this.#closed) return;
      relay.fail(error);
      await sleep(realm.realClock, RETRY_DELAY);
      if (!this.#closed) this.#follow();
    }
  }

  /** Before anything is due: what is overdue by another clock may not be so by the leader's. */
  #goByLeadersClock(): void {
    const { clock } = this.#options.realm;
    const { mode, ...options } = this.#leaderClock.state ?? clock.state();
    if (mode !== "real" || clock.state().mode !== "real") setClockMode(clock, mode, options);
  }

  #connected(served: Served, { code }: LeaderIntroduction): void {
    void this.#leaderClock.ask(served);
    this.#route(served, "follower");
    void this.#report.compare(code);
  }

  // Both

  /** Asks for the disk's lock. */
  #request(options: LockRequest): Promise<HeldLock | null> {
    const given = this.#options.realm.origin.requestLock(diskChannelName(this.#options.disk), {
      ...options,
      stolen: () => void given.then((lock) => this.#stolen(lock)),
    });
    return given;
  }

  #stolen(lock: HeldLock | null): void {
    if (this.#lease?.lock === lock) this.#lease?.end();
  }

  #route(served: Served, role: HostRole): void {
    const changed = this.#served || (this.#role !== undefined && this.#role !== role);
    this.#served = true;
    this.#role = role;
    this.#options.relay.open(served);
    if (!changed) return;
    this.#report.leaderChanged(role);
    void this.#report.clockChanged(served);
  }

  #receive(message: TabMessage): void {
    if (message.type === "hello") this.#lease?.connect(message.from);
    else this.#election?.receive(message);
  }

  #dropped(reason: string, otherVersion: boolean): void {
    const { disk, relay } = this.#options;
    this.#report.dropped(reason);
    if (!otherVersion) return;
    // Each hears the other, so that neither takes the other to be gone.
    this.#lease?.answer();
    if (this.#election === undefined || this.#election.connected) return;
    this.#election.alive();
    relay.fail(
      new Error(
        `Cannot reach the leader of the disk "${disk}": ${reason}, this tab of version ` +
          `${PROTOCOL_VERSION}. Reload every tab of this site.`,
      ),
    );
  }
}
