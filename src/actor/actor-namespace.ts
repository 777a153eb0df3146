import type { Clock } from "../clock/clock.ts";
import type { HostEvent } from "../protocol/events.ts";
import { reportedError } from "../protocol/events.ts";
import type { Committer } from "../storage/committer.ts";
import type { Disk } from "../storage/disk.ts";
import { PageFile } from "../storage/page-file.ts";
import type { Sqlite } from "../storage/sqlite.ts";
import { Actor } from "./actor.ts";
import { ActorId, ActorIdFactory } from "./actor-id.ts";
import { ActorStorage } from "./actor-storage.ts";
import { runAlarm } from "./alarm-run.ts";
import { diskError, FacetAlarmError } from "./commit-errors.ts";
import type { AlarmScheduler } from "./alarm-scheduler.ts";
import { deferred } from "./deferred.ts";
import type { EventLoop } from "./event-loop.ts";
import { markError } from "../rpc/error-marks.ts";
import { reportDamage } from "./damage-report.ts";
import { NamespaceAlarms } from "./namespace-alarms.ts";
import { FacetFiles } from "./facet-files.ts";
import type { FacetHost, FacetPlace, FacetStart } from "./facets.ts";
import { databasePath } from "./file-path.ts";
import { HibernationManager } from "./hibernation-manager.ts";
import { ObjectNotes } from "./object-notes.ts";
import { StartLimit } from "./start-limit.ts";

/** Where a namespace's files are. */
export interface NamespaceStorage {
  readonly disk: Disk;
  readonly committer: Committer;
  readonly sqlite: Sqlite;
}

export interface ActorNamespaceOptions {
  readonly className: string;
  /** Absent where the namespace is ephemeral. */
  readonly uniqueKey?: string | undefined;
  readonly preventEviction: boolean;
  /** null: the objects have no storage (`ephemeralLocal`). */
  readonly storage: NamespaceStorage | null;
  readonly clock: Clock;
  readonly loop: EventLoop;
  /** Makes an instance of the user's class, with all that its constructor takes. */
  readonly makeInstance: (actor: Actor) => object;
  readonly report: (event: HostEvent) => void;
  /** Compatibility flag `delete_all_deletes_alarm`. */
  readonly deleteAllDeletesAlarm: boolean;
  /** For the jitter of retries: a number in [0, 1). */
  readonly random?: () => number;
}

/** The WebSockets that the runtime keeps for an object or a facet. */
interface KeptSockets {
  readonly id: string;
  /** The way to the facet; empty for the object itself. */
  readonly facet: readonly string[];
  readonly sockets: HibernationManager;
}

/**
 * Up to so many actors idle ones stay for their ten seconds. Above, as when thousands of overdue
 * alarms run one after another, those that are idle go at once: each holds its file in memory.
 */
const MANY_ACTORS = 2_000;

/** How many actors may read their file at the same time. */
const MAX_STARTS = 64;

/**
 * All objects of one class: the actors that run, and the scheduler of their alarms, whose table is
 * a file beside theirs (`server/server.c++`, `ActorNamespace`).
 *
 * The namespace owns its scheduler, which lives as long as it does: after `close()` no timer fires.
 */
export class ActorNamespace implements FacetHost {
  readonly className: string;
  readonly uniqueKey: string | undefined;
  /** Makes this namespace's ids; null where it is ephemeral and they are plain strings. */
  readonly ids: ActorIdFactory | null;
  /** What is remembered of its objects, also of those that do not run. */
  readonly notes = new ObjectNotes();
  readonly #options: ActorNamespaceOptions;
  readonly #actors = new Map<string, Actor>();
  /** The WebSockets that the runtime keeps, by the ids of their objects. */
  readonly #sockets = new Map<string, KeptSockets>();
  readonly #starts = new StartLimit(MAX_STARTS);
  readonly #alarms: NamespaceAlarms | null;
  readonly #facetFiles: FacetFiles | null;
  /** While the files are being replaced: resolves when the actors may be started again. */
  #away: Promise<void> | undefined;
  #closed = false;
  #many = MANY_ACTORS;

  constructor(options: ActorNamespaceOptions) {
    this.#options = options;
    this.className = options.className;
    this.uniqueKey = options.uniqueKey;
    this.ids = options.uniqueKey === undefined ? null : new ActorIdFactory(options.uniqueKey);
    const { storage } = options;
    this.#alarms = storage === null ? null : this.#makeAlarms(storage);
    this.#facetFiles = storage === null ? null : new FacetFiles(storage, this.key);
  }

  /** The key that names this namespace in events: its `uniqueKey`, else its class. */
  get key(): string {
    return this.uniqueKey ?? this.className;
  }

  /** The scheduler; null where the namespace has no storage, or its `metadata.sqlite` is damaged. */
  get alarms(): AlarmScheduler | null {
    return this.#alarms?.scheduler ?? null;
  }

  /** Actors that are being started. */
  get starting(): number {
    return this.#starts.busy;
  }

  /**
   * Opens `metadata.sqlite` and arms its alarms: those overdue fire at once. If that file is
   * damaged this is reported, its bytes stay as they are, and the namespace has no alarms: an
   * object that sets one is reset with an error that names the file.
   *
   * @throws {DiskError} when the disk refuses.
   */
  async open(): Promise<void> {
    await this.#alarms?.open();
  }

  /** The actor of an id; starts it when it does not run. */
  getActor(id: ActorId): Actor {
    const running = this.#actors.get(id.hex);
    if (running !== undefined) return running;
    if (this.#closed) {
      throw markError(new Error(`The namespace of class ${this.className} has been closed.`), {
        retryable: true,
      });
    }
    this.#makeRoom();
    const { clock, loop, makeInstance, preventEviction } = this.#options;
    const actor = new Actor({
      id: id.forActor(),
      namespace: this,
      clock,
      loop,
      preventEviction,
      makeInstance,
      openStorage: async (self) => {
        if (this.#away !== undefined) await this.#away;
        return this.#starts.run(() => this.#openStorage(self));
      },
      started: (self) => this.#reportActor(self, { type: "actor-started" }),
      gone: (self, why) => {
        this.#actors.delete(self.id.hex);
        this.#leaveSockets(self.id.hex, why.keepsSockets);
        if (!why.evicted) this.notes.broke(self.id.hex, reportedError(why.error).message);
        this.#reportActor(
          self,
          why.evicted
            ? { type: "actor-evicted" }
            : { type: "actor-broken", error: reportedError(why.error) },
        );
      },
    });
    this.#actors.set(id.hex, actor);
    this.notes.started(id.hex, actor.id.name);
    return actor;
  }

  /** The actor of an id if it runs. Starts nothing. */
  findActor(id: string): Actor | undefined {
    return this.#actors.get(id);
  }

  /** The WebSockets of an object, which outlive its eviction; those of a facet do not. */
  socketsOf(actor: Actor): HibernationManager {
    const { id } = actor;
    const key = socketsKey(actor);
    const kept = this.#sockets.get(key);
    if (kept !== undefined) return kept.sockets;
    const sockets = new HibernationManager({
      getActor: () => (actor.facet === undefined ? this.getActor(id) : actor),
      now: () => this.#options.clock.now(),
      failed: (its, error) => this.uncaught(its, error),
    });
    this.#sockets.set(key, { id: id.hex, facet: actor.facetPath, sockets });
    return sockets;
  }

  makeFacet(parent: Actor, start: FacetStart, place: FacetPlace): Actor {
    const { clock, loop, makeInstance } = this.#options;
    let endTask: (() => void) | undefined;
    const facet = new Actor({
      id: parent.id,
      namespace: this,
      clock,
      loop,
      // It goes when its parent does.
      preventEviction: true,
      facet: { place, start },
      makeInstance,
      openStorage: (self) => this.#starts.run(() => this.#openStorage(self)),
      busy: (busy) => {
        if (busy) endTask = parent.activity.beginTask();
        else endTask?.();
      },
      started: () => undefined,
      gone: (self) => {
        endTask?.();
        parent.facets.forget(self);
        this.#leaveSockets(socketsKey(self), false);
      },
    });
    this.facetFiles.started(facet, start.className);
    return facet;
  }

  /** @throws {Error} where the objects have no storage. */
  get facetFiles(): FacetFiles {
    if (this.#facetFiles !== null) return this.#facetFiles;
    throw new Error("This Durable Object does not support creating facets.");
  }

  /** The name that an id was made from, where it is known. */
  nameOf(id: string): string | undefined {
    return (
      this.#actors.get(id)?.id.name ??
      this.notes.name(id) ??
      this.alarms?.pendingOf(id)?.actorName ??
      undefined
    );
  }

  /** Who has WebSockets that are kept. */
  *sockets(): Iterable<KeptSockets> {
    for (const kept of this.#sockets.values()) if (kept.sockets.size > 0) yield kept;
  }

  /** The actors that run now. */
  running(): Iterable<Actor> {
    return this.#actors.values();
  }

  /**
   * The disk was lost. Every actor is reset with the reason, as what it has in memory may not be on
   * the disk; alarms go on when `metadata.sqlite` could be opened again.
   */
  diskLost(cause: Error): void {
    if (this.#closed || this.#options.storage === null) return;
    const error = diskError(cause);
    for (const actor of [...this.#actors.values()]) actor.break(error, { kind: "output-gate" });
    this.#facetFiles?.clear();
    this.#alarms?.diskLost(cause);
  }

  /**
   * Resets every actor and lets go of all files, so that others can be put in their places. Calls
   * that come meanwhile wait.
   *
   * @returns what opens the namespace again, and arms the alarms anew.
   */
  async suspend(error: object): Promise<() => Promise<void>> {
    const away = deferred();
    this.#away = away.promise;
    this.#alarms?.close();
    this.#reset(error);
    this.notes.clear();
    // What they have written must not come after what takes its place.
    await this.#options.storage?.committer.settled().catch(() => undefined);
    return async () => {
      if (!this.#closed) await this.#alarms?.reopen();
      this.#away = undefined;
      away.resolve();
    };
  }

  /** Stops the alarms and ends every actor. What they have committed stays with the committer. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#alarms?.close();
    const error = markError(
      new Error(`The namespace of class ${this.className} has been closed.`),
      { retryable: true },
    );
    this.#reset(error);
  }

  /** Ends every actor; their stubs find new ones. */
  #reset(error: object): void {
    for (const actor of [...this.#actors.values()]) actor.break(error, { kind: "shutdown" });
    for (const { sockets } of this.#sockets.values()) sockets.disconnect();
    this.#sockets.clear();
    this.#facetFiles?.clear();
  }

  #makeAlarms(storage: NamespaceStorage): NamespaceAlarms {
    const { clock, loop, report, random } = this.#options;
    return new NamespaceAlarms({
      key: this.key,
      className: this.className,
      storage,
      clock,
      loop,
      report,
      random,
      getActor: (actorId, name) => {
        const id = new ActorId(actorId, name ?? undefined);
        return {
          runAlarm: (scheduledTime, retryCount) => this.#runAlarm(id, scheduledTime, retryCount),
          abandonAlarm: (scheduledTime) => this.#abandonAlarm(id, scheduledTime),
        };
      },
    });
  }

  /** Whether its idle objects stay. */
  get preventsEviction(): boolean {
    return this.#options.preventEviction;
  }

  /** Disconnects the WebSockets that are kept for an object. */
  closeSockets(actor: Actor): void {
    this.#leaveSockets(socketsKey(actor), false);
  }

  #leaveSockets(id: string, keep: boolean): void {
    const sockets = this.#sockets.get(id)?.sockets;
    if (keep && sockets !== undefined && sockets.size > 0) return sockets.hibernate();
    this.#sockets.delete(id);
    sockets?.disconnect();
  }

  #makeRoom(): void {
    if (this.#actors.size < this.#many || this.#options.preventEviction) return;
    for (const actor of [...this.#actors.values()]) if (actor.idle) actor.evict();
    // Those that are busy need not be asked again for every actor that comes.
    this.#many = Math.max(MANY_ACTORS, this.#actors.size * 2);
  }

  async #openStorage(actor: Actor): Promise<ActorStorage | null> {
    const { storage, clock, loop, report } = this.#options;
    if (storage === null) return null;
    const path = databasePath(`${this.key}/${actor.id.hex}`, actor.facetNumber);
    const image = await storage.disk.open(path).catch((error: unknown) => {
      const place = { disk: storage.disk.name, path, time: clock.now() };
      reportDamage(error, place, report);
      throw error;
    });
    const database = storage.sqlite.open(new PageFile(path, image));
    const name = actor.id.name;
    return new ActorStorage({
      database,
      committer: storage.committer,
      outputGate: actor.outputGate,
      loop,
      deleteAllDeletesAlarm: this.#options.deleteAllDeletesAlarm,
      checkScheduler: (time) => {
        if (actor.facet === undefined) this.#alarms?.check();
        else if (time !== null) throw new FacetAlarmError();
      },
      alarmCommitted: (time) => {
        if (actor.facet !== undefined) return;
        if (time === null) this.alarms?.deleteAlarm(actor.id.hex);
        else this.alarms?.setAlarm(actor.id.hex, name, time);
      },
      broken: (error) => actor.break(error, { kind: "output-gate" }),
      closed: () => storage.disk.release(path),
    });
  }

  async #runAlarm(id: ActorId, scheduledTime: number, retryCount: number) {
    const actor = this.getActor(id);
    return runAlarm(actor, scheduledTime, retryCount, {
      clock: this.#options.clock,
      reschedule: (actualTime) => {
        if (actualTime === null) this.alarms?.deleteAlarm(id.hex);
        else this.alarms?.setAlarm(id.hex, id.name, actualTime);
      },
      failure: () => this.notes.takeFailure(id.hex),
      warn: (message) => this.#print(actor, "warn", message),
    });
  }

  /** Tells where the user's console goes of a failure that nobody handles. */
  uncaught(actor: Actor, error: unknown): void {
    const { name, message } = reportedError(error);
    this.#print(actor, "error", `Uncaught ${name}: ${message}`);
  }

  /** Writes a line where the user's console goes. */
  #print(actor: Actor, level: "warn" | "error", text: string): void {
    const time = this.#options.clock.now();
    this.#options.report({ type: "console", time, level, text, actor: this.#ref(actor) });
  }

  async #abandonAlarm(id: ActorId, scheduledTime: number): Promise<void> {
    await this.getActor(id).deliver("internal", () => {
      this.findActor(id.hex)?.storage?.abandonAlarm(scheduledTime);
    });
  }

  #ref(actor: Actor) {
    return {
      namespace: this.key,
      className: this.className,
      actorId: actor.id.hex,
      actorName: actor.id.name ?? null,
    };
  }

  #reportActor(
    actor: Actor,
    what:
      | { readonly type: "actor-started" | "actor-evicted" }
      | { readonly type: "actor-broken"; readonly error: ReturnType<typeof reportedError> },
  ): void {
    this.#options.report({ time: this.#options.clock.now(), ...this.#ref(actor), ...what });
  }
}

/** Facets have the id of their root, and sockets of their own. */
function socketsKey({ id, facet }: Actor): string {
  return facet === undefined ? id.hex : `${id.hex}.${facet.place.number}`;
}
