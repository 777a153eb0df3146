import { ActorId, ActorIdFactory } from "../codec/actor-id.ts";
import { reportedError } from "../protocol/events.ts";
import { markError } from "../rpc/error-marks.ts";
import { Actor, type ActorEnd, type ActorHost } from "./actor.ts";
import { ActorReport } from "./actor-report.ts";
import type { ActorStorage } from "./actor-storage.ts";
import { alarmActor } from "./alarms/alarm-delivery.ts";
import type { AlarmScheduler } from "./alarms/alarm-scheduler.ts";
import { NamespaceAlarms } from "./alarms/namespace-alarms.ts";
import { diskError } from "./commit-errors.ts";
import { deferred } from "./deferred.ts";
import { type FacetPlace, type FacetStart, ROOT_PLACE } from "./facets/facet-actor.ts";
import { FacetFiles } from "./facets/facet-files.ts";
import type { HibernationManager } from "./hibernation-manager.ts";
import { KeptSockets } from "./kept-sockets.ts";
import type { NamespaceContext } from "./namespace-context.ts";
import type { NamespaceStorage } from "./namespace-storage.ts";
import { ObjectNotes } from "./object-notes.ts";
import { openActorStorage } from "./open-storage.ts";
import { StartLimit } from "./start-limit.ts";

export interface ActorNamespaceOptions extends Omit<NamespaceContext, "key" | "ids"> {
  /** Undefined for an ephemeral namespace. */
  readonly uniqueKey: string | undefined;
  /** Null: the objects have no storage (`ephemeralLocal`). */
  readonly storage: NamespaceStorage | null;
  /** Makes an instance of the user's class. Throws what its constructor throws. */
  readonly makeInstance: (actor: Actor) => object;
}

/**
 * Up to this number, idle actors stay for ten seconds. Above it, as when thousands of overdue alarms
 * run one after another, idle actors are evicted at once: each holds its file in memory.
 */
const MANY_ACTORS = 2_000;

/** How many actors may read their file at the same time. */
const MAX_STARTS = 64;

/**
 * All objects of one class: the live actors, and the scheduler of their alarms
 * (`server/server.c++`, `ActorNamespace`).
 *
 * The namespace owns its scheduler, which lives as long: after `close()` no timer fires.
 */
export class ActorNamespace implements ActorHost {
  readonly context: NamespaceContext;
  readonly uniqueKey: string | undefined;
  /** Also about objects that do not run. */
  readonly notes = new ObjectNotes();
  readonly report: ActorReport;
  /** The WebSockets of objects outlive an eviction; those of facets do not. */
  readonly sockets: KeptSockets;
  readonly makeInstance: ActorNamespaceOptions["makeInstance"];
  readonly #storage: NamespaceStorage | null;
  readonly #actors = new Map<string, Actor>();
  readonly #starts = new StartLimit(MAX_STARTS);
  readonly #alarms: NamespaceAlarms | null;
  readonly #facetFiles: FacetFiles | null;
  /** While the files are being replaced: resolves when actors may start again. */
  #suspended: Promise<void> | undefined;
  #closed = false;
  #many = MANY_ACTORS;

  constructor({ uniqueKey, storage, makeInstance, ...shared }: ActorNamespaceOptions) {
    this.uniqueKey = uniqueKey;
    this.context = {
      ...shared,
      key: uniqueKey ?? shared.className,
      ids: uniqueKey === undefined ? null : new ActorIdFactory(uniqueKey),
    };
    this.makeInstance = makeInstance;
    this.#storage = storage;
    this.report = new ActorReport(this.context);
    this.sockets = new KeptSockets({
      getActor: (id) => this.getActor(id),
      now: () => this.context.clock.now(),
      failed: (actor, error) => this.report.uncaught(actor, error),
    });
    this.#facetFiles = storage && new FacetFiles(storage, this.context);
    this.#alarms =
      storage &&
      new NamespaceAlarms({
        context: this.context,
        storage,
        getActor: (id, name) => alarmActor(this, new ActorId(id, name ?? undefined)),
      });
  }

  get className(): string {
    return this.context.className;
  }

  /** See {@link NamespaceContext.key}. */
  get key(): string {
    return this.context.key;
  }

  /** See {@link NamespaceContext.ids}. */
  get ids(): ActorIdFactory | null {
    return this.context.ids;
  }

  /** Null when the namespace has no storage, or its `metadata.sqlite` is damaged. */
  get alarms(): AlarmScheduler | null {
    return this.#alarms?.scheduler ?? null;
  }

  /** Actors that are being started, and operations on the files of facets. */
  get starting(): number {
    return this.#starts.busy + (this.#facetFiles?.pending ?? 0);
  }

  /**
   * Opens `metadata.sqlite` and arms its alarms; overdue ones fire at once. A damaged file is
   * reported, its bytes stay as they are, and the namespace has no alarms: an object that sets one
   * is reset with an error that names the file.
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
    if (this.#closed) throw this.#closedError();
    this.#makeRoom();
    const actor = new Actor({
      id: id.forActor(),
      host: this,
      place: ROOT_PLACE,
      started: (self) => this.report.started(self),
      ended: (self, end) => this.#actorEnded(self, end),
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
    let endTask: (() => void) | undefined;
    const facet = new Actor({
      id: parent.id,
      host: this,
      place,
      facetStart: start,
      busy: (busy) => {
        if (busy) endTask = parent.activity.beginTask();
        else endTask?.();
      },
      started: () => undefined,
      ended: (self) => {
        endTask?.();
        parent.facets.forget(self);
        this.sockets.disconnect(self);
      },
    });
    this.facetFiles.started(facet, start.className);
    return facet;
  }

  /** @throws {Error} when the objects have no storage. */
  get facetFiles(): FacetFiles {
    if (this.#facetFiles !== null) return this.#facetFiles;
    throw new Error("This Durable Object does not support creating facets.");
  }

  /** The name from which an id was made, if it is known. */
  nameOf(id: string): string | undefined {
    return (
      this.#actors.get(id)?.id.name ??
      this.notes.name(id) ??
      this.alarms?.pendingOf(id)?.actorName ??
      undefined
    );
  }

  /** The live root actors. */
  running(): Iterable<Actor> {
    return this.#actors.values();
  }

  socketsOf(actor: Actor): HibernationManager {
    return this.sockets.of(actor);
  }

  uncaught(actor: Actor, error: unknown): void {
    this.report.uncaught(actor, error);
  }

  async openStorage(actor: Actor): Promise<ActorStorage | null> {
    const [storage, alarms] = [this.#storage, this.#alarms];
    if (this.#suspended !== undefined && actor.facetStart === undefined) await this.#suspended;
    return this.#starts.run(async () =>
      storage === null || alarms === null ? null : openActorStorage(actor, storage, alarms),
    );
  }

  /**
   * The disk was lost. Resets every actor, because its memory may differ from the disk. Alarms go on
   * once `metadata.sqlite` is open again.
   */
  diskLost(cause: Error): void {
    if (this.#closed || this.#storage === null) return;
    const error = diskError(cause);
    for (const actor of [...this.#actors.values()]) actor.break(error, { kind: "output-gate" });
    this.#facetFiles?.clear();
    this.#alarms?.diskLost(cause);
  }

  /**
   * Resets every actor and releases all files, so that they can be replaced. Calls wait meanwhile.
   *
   * @returns opens the namespace again and arms its alarms.
   */
  async suspend(error: object): Promise<() => Promise<void>> {
    const suspended = deferred();
    this.#suspended = suspended.promise;
    this.#alarms?.close();
    this.#reset(error);
    this.notes.clear();
    // Pending commits must not overwrite the replaced files.
    await this.#storage?.committer.settled().catch(() => undefined);
    return async () => {
      if (!this.#closed) await this.#alarms?.reopen();
      this.#suspended = undefined;
      suspended.resolve();
    };
  }

  /** Stops the alarms and ends every actor. The committer still writes their commits. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#alarms?.close();
    this.#reset(this.#closedError());
  }

  /** Ends every actor; their stubs start new ones. */
  #reset(error: object): void {
    for (const actor of [...this.#actors.values()]) actor.break(error, { kind: "shutdown" });
    this.sockets.disconnectAll();
    this.#facetFiles?.clear();
  }

  #closedError(): Error {
    const error = new Error(`The namespace of class ${this.className} has been closed.`);
    return markError(error, { retryable: true });
  }

  #actorEnded(actor: Actor, end: ActorEnd): void {
    this.#actors.delete(actor.id.hex);
    if (end.keepsSockets) this.sockets.hibernate(actor);
    else this.sockets.disconnect(actor);
    const error = end.evicted ? null : reportedError(end.error);
    if (error !== null) this.notes.broke(actor.id.hex, error.message);
    this.report.ended(actor, error);
  }

  #makeRoom(): void {
    if (this.#actors.size < this.#many || this.context.preventEviction) return;
    for (const actor of [...this.#actors.values()]) if (actor.idle) actor.evict();
    // Do not look again at the busy ones for every new actor.
    this.#many = Math.max(MANY_ACTORS, this.#actors.size * 2);
  }
}
