import type { Clock } from "../clock/clock.ts";
import type { HostEvent } from "../protocol/events.ts";
import { reportedError } from "../protocol/events.ts";
import { Actor } from "./actor.ts";
import { ActorId, ActorIdFactory } from "./actor-id.ts";
import { ActorReport } from "./actor-report.ts";
import type { ActorStorage } from "./actor-storage.ts";
import { alarmActor } from "./alarms/alarm-delivery.ts";
import { diskError } from "./commit-errors.ts";
import type { AlarmScheduler } from "./alarms/alarm-scheduler.ts";
import { deferred } from "./deferred.ts";
import type { EventLoop } from "./event-loop.ts";
import { markError } from "../rpc/error-marks.ts";
import { NamespaceAlarms } from "./alarms/namespace-alarms.ts";
import { FacetFiles } from "./facets/facet-files.ts";
import type { FacetHost, FacetPlace, FacetStart } from "./facets/facets.ts";
import { KeptSockets } from "./kept-sockets.ts";
import type { NamespaceStorage } from "./namespace-storage.ts";
import { ObjectNotes } from "./object-notes.ts";
import { openActorStorage } from "./open-storage.ts";
import { StartLimit } from "./start-limit.ts";

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
  /** Tells of its objects. */
  readonly report: ActorReport;
  /** The WebSockets of its objects outlive their eviction; those of facets do not. */
  readonly sockets: KeptSockets;
  readonly #options: ActorNamespaceOptions;
  readonly #actors = new Map<string, Actor>();
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
    const { storage, clock, report, className } = options;
    this.report = new ActorReport({ key: this.key, className, clock, report });
    this.sockets = new KeptSockets({
      getActor: (id) => this.getActor(id),
      now: () => clock.now(),
      failed: (actor, error) => this.report.uncaught(actor, error),
    });
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
      started: (self) => this.report.started(self),
      gone: (self, why) => {
        this.#actors.delete(self.id.hex);
        if (why.keepsSockets) this.sockets.hibernate(self);
        else this.sockets.disconnect(self);
        const error = why.evicted ? null : reportedError(why.error);
        if (error !== null) this.notes.broke(self.id.hex, error.message);
        this.report.ended(self, error);
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
        this.sockets.disconnect(self);
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
    this.sockets.disconnectAll();
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
      getActor: (id, name) => alarmActor(this, clock, new ActorId(id, name ?? undefined)),
    });
  }

  /** Whether its idle objects stay. */
  get preventsEviction(): boolean {
    return this.#options.preventEviction;
  }

  #makeRoom(): void {
    if (this.#actors.size < this.#many || this.#options.preventEviction) return;
    for (const actor of [...this.#actors.values()]) if (actor.idle) actor.evict();
    // Those that are busy need not be asked again for every actor that comes.
    this.#many = Math.max(MANY_ACTORS, this.#actors.size * 2);
  }

  async #openStorage(actor: Actor): Promise<ActorStorage | null> {
    const { storage, clock, loop, report, deleteAllDeletesAlarm } = this.#options;
    const alarms = this.#alarms;
    if (storage === null || alarms === null) return null;
    return openActorStorage(actor, {
      storage,
      directory: this.key,
      clock,
      loop,
      report,
      deleteAllDeletesAlarm,
      alarms,
    });
  }
}
