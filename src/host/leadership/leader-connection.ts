import type { Clock } from "../../clock/clock.ts";
import type { HostEvent } from "../../protocol/events.ts";
import type { LeaderInterface, LeaderIntroduction } from "../../protocol/host-interface.ts";
import { openSession, type Session } from "../../protocol/session.ts";
import { followerChannelName, type LeaderMessage } from "../../protocol/tab-message.ts";
import { ServedElsewhere } from "../relay/served.ts";
import type { DiskChannel } from "./disk-channel.ts";
import { Heartbeat } from "./heartbeat.ts";
import { TabEndpoint } from "./tab-endpoint.ts";
import type { HeldLock } from "../origin/origin.ts";

export interface LeaderConnectionOptions {
  readonly channel: DiskChannel;
  readonly realClock: Clock;
  /** The permitted silence of a leader, in ms. */
  readonly heartbeatTimeout: number;
  /** A session with a leader is open. */
  connected(served: ServedElsewhere, introduction: LeaderIntroduction): void;
  /** The session and its pending calls are lost. The search for a leader goes on. */
  disconnected(): void;
  /** The holder of the disk was silent for too long. Called again after each further timeout. */
  silent(): void;
  heard(events: readonly HostEvent[]): void;
  dropped(reason: string): void;
}

/** An attempt to connect to the leader, and its session. */
interface Connection {
  /** The name of the channel. */
  readonly from: string;
  readonly lock: Promise<HeldLock | null>;
  readonly session: Session;
  /** Whether this host holds the lock, so that the leader may be told of this follower. */
  ready: boolean;
  introduction: LeaderIntroduction | undefined;
}

/**
 * A follower's connection to the leader of its disk: finds the leader, keeps a session with it, and
 * detects its silence.
 */
export class LeaderConnection {
  readonly #options: LeaderConnectionOptions;
  readonly #heartbeat: Heartbeat;
  #connection: Connection | undefined;
  #closed = false;

  constructor(options: LeaderConnectionOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat({
      clock: options.realClock,
      patience: options.heartbeatTimeout,
      ask: () => this.#ask(),
      silent: () => options.silent(),
    });
    this.#connect();
    this.#heartbeat.ask();
  }

  /** Whether there is a session with a leader. */
  get connected(): boolean {
    return this.#connection?.introduction !== undefined;
  }

  /** A message from the holder of the disk. */
  receive({ type, leader }: LeaderMessage): void {
    if (this.#closed) return;
    this.alive();
    const known = this.#connection?.introduction?.leader;
    if (known === leader) return;
    if (known !== undefined) this.#disconnect();
    // An earlier attempt may not have reached the leader.
    if (type === "leader") this.#connect();
  }

  /** The holder of the disk is alive, even if its message cannot be read. */
  alive(): void {
    this.#heartbeat.broken();
  }

  /** The host may have been suspended: asks again, and starts to count again. */
  wake(): void {
    this.#heartbeat.ask();
  }

  close(): void {
    this.#closed = true;
    this.#heartbeat.close();
    this.#drop();
  }

  #connect(): void {
    this.#drop();
    const { channel, dropped } = this.#options;
    const from = followerChannelName(channel.disk);
    const { disk, origin } = channel;
    const lock = origin.requestLock(from);
    const endpoint = new TabEndpoint({ origin, name: from, disk, side: "follower", dropped });
    const session = openSession(endpoint);
    const connection: Connection = { from, lock, session, ready: false, introduction: undefined };
    this.#connection = connection;
    session.onLost(() => this.#lost(connection));
    void this.#introduce(connection);
  }

  async #introduce(connection: Connection): Promise<void> {
    const { channel, connected, heard } = this.#options;
    const { from, lock, session } = connection;
    try {
      // The leader requests this lock, to notice when this follower is gone.
      await lock;
      if (this.#connection !== connection) return;
      connection.ready = true;
      channel.hello(from);
      const served = new ServedElsewhere(session);
      const subscribed = served.call("subscribe", [heard]);
      const introduction = await (session.main as unknown as LeaderInterface).introduce();
      await subscribed.pull();
      if (this.#connection !== connection) return;
      connection.introduction = { leader: introduction.leader, code: { ...introduction.code } };
      this.alive();
      connected(served, connection.introduction);
    } catch (error) {
      // The session is lost, and its closing handler does the rest.
      if (session.lost === undefined) this.#options.dropped(`no session could be opened: ${error}`);
    }
  }

  /** The leader has closed the session, perhaps to release the disk. */
  #lost(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#disconnect();
    this.#connect();
  }

  #disconnect(): void {
    const was = this.#connection?.introduction;
    this.#drop();
    if (was !== undefined) this.#options.disconnected();
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    connection.session.close();
    connection.lock.then(
      (lock) => lock?.release(),
      () => undefined,
    );
  }

  /** Asks the leader for an answer. */
  #ask(): void {
    const connection = this.#connection;
    if (connection?.introduction !== undefined) void this.#ping(connection);
    // Repeated, because the first hello may have come before there was a leader.
    else if (connection?.ready) this.#options.channel.hello(connection.from);
  }

  async #ping(connection: Connection): Promise<void> {
    try {
      await (connection.session.main as unknown as LeaderInterface).ping();
      if (this.#connection === connection) this.alive();
    } catch {
      // The session is lost; its closing handler does the rest.
    }
  }
}
