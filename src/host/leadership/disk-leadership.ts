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

/** The silence, in ms, after which a leader counts as gone. */
export const HEARTBEAT_TIMEOUT = 10_000;

/** The delay before another attempt to take over a disk, in ms. */
const RETRY_DELAY = 1_000;

/** Events that a host reports only to its own page, because they differ between hosts. */
const ownEvents: ReadonlySet<HostEvent["type"]> = new Set([
  "leader-changed",
  "code-differs",
  "message-dropped",
]);

export interface DiskLeadershipOptions {
  readonly config: CheckedConfig;
  readonly disk: string;
  readonly realm: HostRealm;
  /** Routes the calls of the page. */
  readonly relay: Relay;
  /** See {@link HEARTBEAT_TIMEOUT}. */
  readonly heartbeatTimeout: number;
  /**
   * Opens the disk and serves.
   *
   * @param fenced called when a commit fails because another host owns the disk now.
   */
  readonly serve: (fenced: () => void) => Promise<HostServer>;
}

/**
 * Decides whether this host runs the actors of its disk. The holder of the disk's Web Lock is the
 * leader. All other hosts wait for the lock and forward calls to the leader. A host that gets the
 * lock opens the disk, which fences off the former leader, and serves. A leader becomes a follower
 * when its lock is stolen or its commit is refused.
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
  /** Whether calls went to a leader, and the page has no report of its end yet. */
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
   * Becomes the leader if the disk is free, else a follower, without waiting for the leader.
   *
   * @throws {DiskError} when the disk is free and cannot be opened.
   */
  async begin(): Promise<void> {
    const lock = await this.#request({ ifAvailable: true });
    if (lock === null) this.#follow();
    else await this.#serve(lock);
  }

  /** The page became visible or resumed; it may have missed messages. */
  wake(): void {
    this.#election?.wake();
  }

  /** Finishes pending commits, then releases the disk. */
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

  /** @throws the reason why the host cannot serve; the lock is then free. */
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

  /** Another host owns the disk. */
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
      // Calls fail with the reason until a host, this or another, opens the disk.
      if (this.#closed) return;
      relay.fail(error);
      await sleep(realm.realClock, RETRY_DELAY);
      if (!this.#closed) this.#follow();
    }
  }

  /**
   * Sets the clock before any alarm is due: one that is overdue here may not be overdue on the
   * leader's clock.
   */
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

  /** Requests the disk's lock. */
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
    // Messages of another version also prove that their sender is alive.
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
