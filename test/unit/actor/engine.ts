import type { Actor } from "../../../src/actor/actor.ts";
import { ActorNamespace } from "../../../src/actor/actor-namespace.ts";
import { EventLoop } from "../../../src/actor/event-loop.ts";
import type { ActorStorage } from "../../../src/actor/actor-storage.ts";
import { HostClock } from "../../../src/clock/host-clock.ts";
import type { HostEvent } from "../../../src/protocol/events.ts";
import { Committer } from "../../../src/storage/disk/committer.ts";
import { DiskError, type CommitReceipt } from "../../../src/storage/disk/disk.ts";
import type { FileChange } from "../../../src/storage/disk/file-change.ts";
import { MemoryDisk } from "../../../src/storage/disk/memory-disk.ts";
import { loadSqlite } from "../storage/sqlite/load-sqlite.ts";

/** The clock's time at the start, in ms since the epoch. */
export const START = 1_000_000;

/** A disk in memory whose commits a test can fail or delay. */
export class FaultyDisk extends MemoryDisk {
  /** How many of the next commits fail. */
  failures = 0;
  /** Commits wait until this resolves. */
  gate: Promise<void> = Promise.resolve();
  commits = 0;

  override async commit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    await this.gate;
    if (this.failures > 0) {
      this.failures--;
      throw new DiskError("quota", `disk "${this.name}": there is no more room`);
    }
    this.commits++;
    return super.commit(changes);
  }
}

/** The user's class in a test. Each member gets its actor. */
export interface UserClass {
  preventEviction?: boolean;
  construct?(actor: Actor): void;
  alarm?(actor: Actor, info: { scheduledTime: number; retryCount: number }): unknown;
}

/** The engine alone, in Node: one namespace, a frozen clock, a disk in memory. */
export class Engine {
  readonly loop = new EventLoop();
  readonly clock = new HostClock();
  readonly events: HostEvent[] = [];
  readonly disk: FaultyDisk;
  readonly committer: Committer;
  readonly namespace: ActorNamespace;
  /** Instances made so far. */
  made = 0;

  private constructor(
    disk: FaultyDisk,
    sqlite: Awaited<ReturnType<typeof loadSqlite>>,
    user: UserClass,
  ) {
    this.disk = disk;
    this.committer = new Committer(disk, { schedule: (task) => this.loop.post(task) });
    this.namespace = new ActorNamespace({
      className: "User",
      uniqueKey: "user",
      preventEviction: user.preventEviction ?? false,
      storage: { disk, committer: this.committer, sqlite },
      clock: this.clock,
      loop: this.loop,
      deleteAllDeletesAlarm: true,
      random: () => 0,
      report: (event) => this.events.push(event),
      makeInstance: (actor) => {
        this.made++;
        user.construct?.(actor);
        const { alarm } = user;
        return alarm === undefined
          ? {}
          : {
              alarm: (info: { scheduledTime: number; retryCount: number }) =>
                alarm(actor, { ...info }),
            };
      },
    });
  }

  /** @param disk the disk of a closed engine, for a restart. */
  static async start(user: UserClass = {}, disk = new FaultyDisk("disk")): Promise<Engine> {
    const engine = new Engine(disk, await loadSqlite(), user);
    await engine.clock.freeze(START);
    await engine.namespace.open();
    return engine;
  }

  actor(name = "a"): Actor {
    const id = this.namespace.ids?.idFromName(name);
    if (id === undefined) throw new Error("the namespace has ids");
    return this.namespace.getActor(id);
  }

  /** Delivers an event that gets the actor's storage. */
  run<T>(callback: (storage: ActorStorage, actor: Actor) => T | PromiseLike<T>, name = "a") {
    const actor = this.actor(name);
    return actor.deliver(() => callback(storageOf(actor), actor));
  }

  /** An event sets an alarm, in ms after {@link START}, or deletes it. */
  setAlarm(ms: number | null, name?: string): Promise<void> {
    return this.run((storage) => storage.alarm.set(ms === null ? null : START + ms), name);
  }

  /** Ends this engine and starts one on its disk. */
  async restart(user: UserClass = {}): Promise<Engine> {
    await this.settle();
    this.namespace.close();
    return Engine.start(user, this.disk);
  }

  /** Waits until no task, commit or start is pending. */
  async settle(): Promise<void> {
    for (let calm = 0; calm < 5; calm++) {
      await this.loop.turn();
      await this.committer.idle();
      await new Promise((resolve) => setImmediate(resolve));
      if (this.loop.pending > 0 || this.namespace.starting > 0) calm = 0;
    }
  }

  async advance(ms: number): Promise<void> {
    await this.settle();
    await this.clock.advance(ms, () => this.settle());
    await this.settle();
  }

  /** The types of the events so far, with their times in ms since the start. */
  told(...types: string[]): string[] {
    return this.events
      .filter(({ type }) => types.length === 0 || types.includes(type))
      .map(({ type, time }) => `${time - START} ${type}`);
  }
}

export function storageOf(actor: Actor): ActorStorage {
  const { storage } = actor;
  if (storage === null) throw new Error("the actor has storage");
  return storage;
}
