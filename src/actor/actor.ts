import type { TimerId } from "../clock/clock.ts";
import type { ActorId } from "../codec/actor-id.ts";
import { markError } from "../rpc/error-marks.ts";
import { ActorActivity } from "./actor-activity.ts";
import { runSection } from "./actor-section.ts";
import type { ActorStorage } from "./actor-storage.ts";
import type { BreakCause } from "./break-cause.ts";
import type { ExplicitTransaction } from "./explicit-transaction.ts";
import type { FacetActor, FacetPlace, FacetStart } from "./facets/facet-actor.ts";
import { type FacetHost, Facets } from "./facets/facets.ts";
import type { HibernationManager } from "./hibernation-manager.ts";
import { GateScope } from "./input-gate.ts";
import type { IoActor } from "./io-actor.ts";
import { currentContext, runInContext } from "./io-context.ts";
import type { NamespaceContext } from "./namespace-context.ts";
import { OutputGate } from "./output-gate.ts";

/** What an actor's namespace does for it. */
export interface ActorHost extends FacetHost<Actor> {
  readonly context: NamespaceContext;
  /** Null: the namespace has no storage. */
  openStorage(actor: Actor): Promise<ActorStorage | null>;
  /** Makes the instance of the user's class. Throws what its constructor throws. */
  makeInstance(actor: Actor): object;
  /** The WebSockets that the runtime keeps for the actor. */
  socketsOf(actor: Actor): HibernationManager;
  /** A promise given to `waitUntil()` was rejected. */
  uncaught(actor: Actor, error: unknown): void;
}

export interface ActorOptions {
  readonly id: ActorId;
  readonly host: ActorHost;
  readonly place: FacetPlace;
  /** Undefined for a root object. */
  readonly facetStart?: FacetStart;
  /** The constructor has returned. */
  readonly started: (actor: Actor) => void;
  /** Called once, when the actor has ended. */
  readonly ended: (actor: Actor, end: ActorEnd) => void;
  /** Called when the actor becomes busy and when it becomes idle. */
  readonly busy?: (busy: boolean) => void;
}

export interface ActorEnd {
  readonly error: object;
  readonly evicted: boolean;
  /** The WebSockets that the runtime keeps stay open. */
  readonly keepsSockets: boolean;
}

const STORAGE_GONE = "Durable Object storage is no longer accessible.";

/**
 * One live Durable Object: an instance of the user's class, its storage and its gates
 * (`io/worker.c++`, `Worker::Actor`).
 *
 * It lives from the first event until it is evicted (idle for ten seconds), it breaks (its
 * constructor, a critical section or a commit failed, or it called `abort()`) or its namespace
 * closes. The next event makes a new actor.
 */
export class Actor implements IoActor, FacetActor {
  readonly id: ActorId;
  readonly namespace: NamespaceContext;
  readonly place: FacetPlace;
  /** Undefined for a root object. */
  readonly facetStart: FacetStart | undefined;
  readonly inputGate: GateScope;
  readonly outputGate: OutputGate;
  readonly activity: ActorActivity;
  readonly facets: Facets<Actor>;
  readonly #options: ActorOptions;
  #storage: ActorStorage | null | undefined;
  #instance: object | undefined;
  #constructing = false;
  #end: { readonly error: object; readonly cause: BreakCause | null } | undefined;

  constructor(options: ActorOptions) {
    const { host } = options;
    const { loop, clock, preventEviction } = host.context;
    this.#options = options;
    this.id = options.id;
    this.namespace = host.context;
    this.place = options.place;
    this.facetStart = options.facetStart;
    this.inputGate = new GateScope(loop);
    this.outputGate = new OutputGate((error) =>
      this.break(markError(error, { durableObjectReset: true, overloaded: true }), {
        kind: "output-gate",
      }),
    );
    this.activity = new ActorActivity({
      clock,
      idle: () => this.evict(),
      // A facet ends with its parent.
      preventEviction: preventEviction || options.facetStart !== undefined,
      busy: options.busy,
    });
    this.facets = new Facets<Actor>(this, host);
    void this.#start();
  }

  /** Null in a namespace without storage. */
  get storage(): ActorStorage | null {
    if (this.#storage === undefined) throw new Error("the actor has not started yet");
    return this.#storage;
  }

  get openStorage(): ActorStorage | undefined {
    return this.#end === undefined ? (this.#storage ?? undefined) : undefined;
  }

  /** The WebSockets that the runtime keeps for the actor. */
  get sockets(): HibernationManager {
    return this.#options.host.socketsOf(this);
  }

  /** The instance of the user's class, once its constructor has returned. */
  get instance(): object | undefined {
    return this.#instance;
  }

  /** Whether the constructor of the user's class is running. */
  get constructing(): boolean {
    return this.#constructing;
  }

  get broken(): object | undefined {
    return this.#end?.error;
  }

  /** Null while the actor lives, and after an eviction. */
  get breakCause(): BreakCause | null {
    return this.#end?.cause ?? null;
  }

  deliver<T>(
    callback: (instance: object) => T | PromiseLike<T>,
    scope: GateScope = this.inputGate,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end.error);
        return;
      }
      const answered = this.activity.beginEvent((error) => {
        answered();
        reject(error);
      });
      const answer = async (): Promise<T> => {
        try {
          return await callback(this.#instance as object);
        } finally {
          // Neither a result nor an error may depend on writes that can still be lost.
          await this.outputGate.wait();
        }
      };
      this.enqueue(scope, () => {
        void answer().then(
          (value) => {
            if (answered()) resolve(value);
          },
          (error: unknown) => {
            if (answered()) reject(error);
          },
        );
      });
    });
  }

  awaitIo<T>(promise: PromiseLike<T>, scope = this.currentScope()): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const endTask = this.activity.beginTask();
      const arrive = (settle: () => void): void => {
        this.enqueue(scope, () => {
          endTask();
          settle();
        });
      };
      promise.then(
        (value) => arrive(() => resolve(value)),
        (error: unknown) => arrive(() => reject(error)),
      );
    });
  }

  setTimer(callback: () => void, delayMs: number): TimerId {
    const scope = this.currentScope();
    return this.activity.setTimer(delayMs, (end) => {
      this.enqueue(scope, () => {
        // It may have been cleared while it waited for the gate.
        if (end()) callback();
      });
    });
  }

  clearTimer(timer: TimerId): void {
    this.activity.clearTimer(timer);
  }

  waitUntil(promise: PromiseLike<unknown>): void {
    const endTask = this.activity.beginTask();
    promise.then(endTask, (error: unknown) => {
      if (this.#end === undefined) this.#options.host.uncaught(this, error);
      endTask();
    });
  }

  waitForOutput(): Promise<void> {
    return this.outputGate.wait();
  }

  /**
   * Runs `callback` in a critical section (`io/io-context.h:1807-1890`). If it fails, the actor is
   * reset and the promise never settles.
   *
   * @throws {Error} synchronously when sections are nested more than 64 deep.
   */
  blockConcurrencyWhile<T>(callback: () => T | PromiseLike<T>): Promise<T> {
    return runSection(this, callback, {
      failed: (error) => {
        this.break(markError(error, { durableObjectReset: true }), { kind: "input-gate" });
        return "never";
      },
    });
  }

  /**
   * Runs `callback` in a critical section and an explicit transaction, which is kept if it succeeds.
   * If it throws, the transaction is rolled back and only the returned promise fails.
   */
  transaction<T>(callback: (transaction: ExplicitTransaction) => T | PromiseLike<T>): Promise<T> {
    let transaction: ExplicitTransaction | undefined;
    return runSection(
      this,
      () => {
        const { storage } = this;
        if (storage === null) throw new Error("this Durable Object has no storage");
        transaction = storage.beginTransaction();
        return callback(transaction);
      },
      {
        succeeded: () => transaction?.commit(),
        failed: () => {
          transaction?.abort();
          return "reject";
        },
      },
    );
  }

  /**
   * Resets the actor (`ctx.abort()`, `api/actor-state.c++:1184`): uncommitted writes are lost, every
   * caller gets the reason, and this call does not return.
   */
  abort(reason: string, options: { readonly retryAlarm: boolean }): never {
    const error = markError(new Error(reason), { durableObjectReset: true });
    this.break(error, { kind: "abort", retryAlarm: options.retryAlarm });
    throw error;
  }

  break(error: object, cause: BreakCause): void {
    this.#finish(error, cause);
  }

  /** Whether it has started and has no unanswered event, timer or pending promise. */
  get idle(): boolean {
    const { events, tasks } = this.activity;
    return events === 0 && tasks === 0 && this.#instance !== undefined;
  }

  /** Commits the turn's writes and ends the actor, unless it has an unanswered event. */
  evict(): void {
    if (this.activity.events > 0 || this.#instance === undefined) return;
    this.#storage?.commitTurn();
    if (this.#end !== undefined) return;
    this.#finish(new Error(STORAGE_GONE), null);
  }

  currentScope(): GateScope {
    const context = currentContext();
    if (context?.actor === this) return context.scope.live;
    // The context was lost (see io-context.ts). In the innermost open section, code cannot wait for
    // a section that waits for it.
    return this.inputGate.innermost;
  }

  enqueue(scope: GateScope, run: () => void): void {
    scope.wait(
      () => this.runIn(scope, run),
      () => undefined,
    );
  }

  runIn(scope: GateScope, run: () => void): void {
    if (this.#end !== undefined) return;
    runInContext(this.namespace.loop, { actor: this, scope: scope.live }, run);
  }

  async #start(): Promise<void> {
    // The constructor is the first critical section: events wait for its end.
    const section = this.inputGate.beginSection(
      () => undefined,
      () => undefined,
    );
    try {
      this.#storage = await this.#options.host.openStorage(this);
    } catch (error) {
      this.break(markError(error, { durableObjectReset: true }), { kind: "constructor" });
      return;
    }
    if (this.#end !== undefined) {
      this.#storage?.shutdown(this.#end.error);
      return;
    }
    const { loop } = this.namespace;
    loop.post(() => {
      if (this.#end !== undefined) return;
      runInContext(loop, { actor: this, scope: this.inputGate }, () => {
        if (!this.#construct()) return;
        this.#options.started(this);
        // Sections that the constructor began go before the events that wait.
        section.end();
        this.activity.begin();
      });
    });
  }

  /** Returns whether the actor lives afterwards. */
  #construct(): boolean {
    this.#constructing = true;
    try {
      this.#instance = this.#options.host.makeInstance(this);
    } catch (error) {
      this.break(markError(error, { durableObjectReset: true }), { kind: "constructor" });
    } finally {
      this.#constructing = false;
    }
    return this.#end === undefined;
  }

  /** @param cause null: eviction. */
  #finish(error: object, cause: BreakCause | null): void {
    if (this.#end !== undefined) return;
    this.#end = { error, cause };
    this.activity.close();
    this.facets.end(error, cause);
    this.#storage?.shutdown(cause === null ? new Error(STORAGE_GONE) : error);
    this.inputGate.break(error);
    this.outputGate.break(error);
    // Leave the namespace before callers fail: a caller that tries again must get a new actor.
    this.#options.ended(this, {
      error,
      evicted: cause === null,
      keepsSockets: cause === null || cause.kind === "event-timeout",
    });
    this.activity.failEvents(error);
  }
}
