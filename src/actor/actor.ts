import type { Clock, TimerId } from "../clock/clock.ts";
import type { EventLoop } from "./event-loop.ts";
import type { ActorId } from "./actor-id.ts";
import { ActorActivity } from "./actor-activity.ts";
import type { ActorNamespace } from "./actor-namespace.ts";
import { runSection } from "./actor-section.ts";
import type { ActorStorage } from "./actor-storage.ts";
import type { BreakCause } from "./errors.ts";
import { markError } from "../rpc/error-marks.ts";
import type { ExplicitTransaction } from "./explicit-transaction.ts";
import { type FacetPlace, Facets, type FacetStart } from "./facets/facets.ts";
import { type GateScope, InputGate } from "./input-gate.ts";
import { currentContext, runInContext } from "./io-context.ts";
import { OutputGate } from "./output-gate.ts";

/** What is delivered to an actor. */
export type EventKind = "fetch" | "rpc" | "alarm" | "websocket" | "internal";

/** How an actor ended. */
interface End {
  readonly error: object;
  readonly evicted: boolean;
  /** The sockets that the runtime keeps outlive it. */
  readonly keepsSockets: boolean;
}

export interface ActorOptions {
  readonly id: ActorId;
  readonly namespace: ActorNamespace;
  readonly clock: Clock;
  readonly loop: EventLoop;
  /** Opens the actor's storage; null where the namespace has none. */
  readonly openStorage: (actor: Actor) => Promise<ActorStorage | null>;
  /** Makes the instance of the user's class. May throw what its constructor throws. */
  readonly makeInstance: (actor: Actor) => object;
  /** Called once, when the actor runs no more. */
  readonly gone: (actor: Actor, why: End) => void;
  /** The actor has had nothing to do for so long that it may be evicted. */
  readonly preventEviction: boolean;
  readonly started: (actor: Actor) => void;
  /** Of a facet: where it is, and what it is made of. */
  readonly facet?: { readonly place: FacetPlace; readonly start: FacetStart };
  /** Told when it has something to do, and when it has nothing any more. */
  readonly busy?: (busy: boolean) => void;
}

/**
 * One live Durable Object: an instance of the user's class, its storage and its gates
 * (`io/worker.c++`, `Worker::Actor`).
 *
 * It lives from the first event until it is evicted (idle for ten seconds), broken (its constructor,
 * a critical section or a commit failed, or it called `abort()`) or its namespace closes. A new
 * event after that makes a new actor.
 */
export class Actor {
  readonly id: ActorId;
  readonly namespace: ActorNamespace;
  readonly inputGate: InputGate;
  readonly outputGate: OutputGate;
  /** For the parts of the engine only. */
  readonly loop: EventLoop;
  readonly activity: ActorActivity;
  readonly facets: Facets;
  readonly #options: ActorOptions;
  #storage: ActorStorage | null | undefined;
  #instance: object | undefined;
  #constructing = false;
  #gone: { readonly error: object; readonly cause: BreakCause | null } | undefined;

  constructor(options: ActorOptions) {
    const { loop, clock, preventEviction } = options;
    this.#options = options;
    this.id = options.id;
    this.namespace = options.namespace;
    this.inputGate = new InputGate(loop);
    this.outputGate = new OutputGate((error) =>
      this.break(markError(error, { durableObjectReset: true, overloaded: true }), {
        kind: "output-gate",
      }),
    );
    this.loop = loop;
    this.activity = new ActorActivity({
      clock,
      idle: () => this.evict(),
      preventEviction,
      busy: options.busy,
    });
    this.facets = new Facets(this, options.namespace);
    this.#start();
  }

  /** Where it is among the facets of its root, and what it is made of; undefined for a root. */
  get facet(): ActorOptions["facet"] {
    return this.#options.facet;
  }

  /** Its number among the facets of its root; 0 for the root. */
  get facetNumber(): number {
    return this.facet?.place.number ?? 0;
  }

  /** The way to it from its root, by names; empty for a root. */
  get facetPath(): readonly string[] {
    const place = this.facet?.place;
    return place === undefined ? [] : [...place.parent.facetPath, place.name];
  }

  /** How many objects are above it: 0 for a root. */
  get depth(): number {
    return this.facet?.place.depth ?? 0;
  }

  /** The actor's storage; null in a namespace without storage. */
  get storage(): ActorStorage | null {
    if (this.#storage === undefined) throw new Error("the actor has not started yet");
    return this.#storage;
  }

  /** The actor's storage if it is there: not before it was opened, nor once it is closed. */
  get openStorage(): ActorStorage | undefined {
    return this.#gone === undefined ? (this.#storage ?? undefined) : undefined;
  }

  /** The instance of the user's class, once its constructor has returned. */
  get instance(): object | undefined {
    return this.#instance;
  }

  /** Whether the constructor of the user's class is running. */
  get constructing(): boolean {
    return this.#constructing;
  }

  /** Why the actor runs no more, if so. */
  get broken(): object | undefined {
    return this.#gone?.error;
  }

  /** What ended the actor; null while it lives and when it was evicted. */
  get breakCause(): BreakCause | null {
    return this.#gone?.cause ?? null;
  }

  /**
   * Delivers an event: waits for the constructor and the input gate, runs `callback` in a macrotask
   * of its own, and answers when the output gate lets the answer leave.
   *
   * @throws what `callback` throws; or the reason why the actor was reset meanwhile.
   */
  deliver<T>(_kind: EventKind, callback: (instance: object) => T | PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(this.#gone.error);
        return;
      }
      const end = this.activity.beginEvent((error) => {
        end();
        reject(error);
      });
      const answer = async (): Promise<T> => {
        try {
          return await callback(this.#instance as object);
        } finally {
          // Neither a result nor an error may tell of writes that could still be lost.
          await this.outputGate.wait();
        }
      };
      this.enqueue(this.inputGate, () => {
        void answer().then(
          (value) => {
            if (end()) resolve(value);
          },
          (error: unknown) => {
            if (end()) reject(error);
          },
        );
      });
    });
  }

  /**
   * Waits for something outside on behalf of the code that is running: the answer comes back as an
   * event, in a macrotask of its own, through the input gate and into the critical section that
   * asked. Never settles once the actor is gone, because its code must not run any more.
   */
  awaitIo<T>(promise: PromiseLike<T>): Promise<T> {
    const scope = this.currentScope();
    return new Promise<T>((resolve, reject) => {
      const endTask = this.activity.beginTask();
      const back = (settle: () => void): void => {
        this.enqueue(scope, () => {
          endTask();
          settle();
        });
      };
      promise.then(
        (value) => back(() => resolve(value)),
        (error: unknown) => back(() => reject(error)),
      );
    });
  }

  /** The user's `setTimeout`: `callback` is an event of this actor. */
  setTimer(callback: () => void, delayMs: number): TimerId {
    const scope = this.currentScope();
    return this.activity.setTimer(delayMs, (end) => {
      this.enqueue(scope, () => {
        // Unless it was cleared while it waited for the gate.
        if (end()) callback();
      });
    });
  }

  clearTimer(timer: TimerId): void {
    this.activity.clearTimer(timer);
  }

  /** Keeps the actor alive until `promise` settles (`waitUntil()`). */
  waitUntil(promise: PromiseLike<unknown>): void {
    const endTask = this.activity.beginTask();
    promise.then(endTask, (error: unknown) => {
      if (this.#gone === undefined) this.namespace.report.uncaught(this, error);
      endTask();
    });
  }

  /** Resolves when what was written so far is durable: before anything leaves the actor. */
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
   * Runs `callback` in a critical section and an explicit transaction: kept if it succeeds, rolled
   * back if it throws, in which case only the returned promise fails.
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
   * Resets the actor (`ctx.abort()`, `api/actor-state.c++:1184`): writes that are not committed are
   * gone, every caller gets the reason, and this call does not return.
   */
  abort(reason: string, options: { readonly retryAlarm: boolean }): never {
    const error = markError(new Error(reason), { durableObjectReset: true });
    this.break(error, { kind: "abort", retryAlarm: options.retryAlarm });
    throw error;
  }

  /** Ends the actor because of `error`: everything that waits for it fails with it. */
  break(error: object, cause: BreakCause): void {
    this.#end(error, cause);
  }

  /** Whether it has nothing to do and nothing that it waits for. */
  get idle(): boolean {
    const { events, tasks } = this.activity;
    return events === 0 && tasks === 0 && this.#instance !== undefined;
  }

  /** Ends an actor that has no event to answer. What it has written is committed. */
  evict(): void {
    if (this.activity.events > 0 || this.#instance === undefined) return;
    this.#storage?.commitTurn();
    if (this.#gone !== undefined) return;
    this.#end(new Error("Durable Object storage is no longer accessible."), null);
  }

  /** The scope of the input gate in which the code that calls this runs. */
  currentScope(): GateScope {
    const context = currentContext();
    if (context?.actor === this) return context.scope.live;
    // The context was lost (see io-context.ts): inside the open section it is least likely to hang.
    return this.inputGate.innermost;
  }

  /** Runs `run` as an event in `scope`, with this actor as the context, if it lives then. */
  enqueue(scope: GateScope, run: () => void): void {
    const forget = (): void => undefined;
    scope.wait(() => this.runIn(scope, run), forget);
  }

  /** Runs `run` as the whole of a task of the event loop, in `scope`, if the actor lives. */
  runIn(scope: GateScope, run: () => void): void {
    if (this.#gone !== undefined) return;
    runInContext(this.loop, { actor: this, scope: scope.live }, run);
  }

  async #start(): Promise<void> {
    // The constructor is the first critical section: events wait for its end.
    const section = this.inputGate.beginSection(
      () => undefined,
      () => undefined,
    );
    try {
      this.#storage = await this.#options.openStorage(this);
    } catch (error) {
      this.break(markError(error, { durableObjectReset: true }), { kind: "constructor" });
      return;
    }
    if (this.#gone !== undefined) {
      this.#storage?.shutdown(this.#gone.error);
      return;
    }
    this.#options.loop.post(() => {
      if (this.#gone !== undefined) return;
      runInContext(this.#options.loop, { actor: this, scope: this.inputGate }, () => {
        this.#constructing = true;
        try {
          this.#instance = this.#options.makeInstance(this);
        } catch (error) {
          this.break(markError(error, { durableObjectReset: true }), { kind: "constructor" });
          return;
        } finally {
          this.#constructing = false;
        }
        if (this.#gone !== undefined) return;
        this.#options.started(this);
        // A section that the constructor began goes before the events that have gathered.
        section.end();
        this.activity.begin();
      });
    });
  }

  #end(error: object, cause: BreakCause | null): void {
    if (this.#gone !== undefined) return;
    this.#gone = { error, cause };
    this.activity.close();
    this.facets.end(error, cause);
    this.#storage?.shutdown(
      cause === null ? new Error("Durable Object storage is no longer accessible.") : error,
    );
    this.inputGate.break(error);
    this.outputGate.break(error);
    // First out of the namespace, so that whoever is told now and calls again gets a new actor.
    this.#options.gone(this, {
      error,
      evicted: cause === null,
      keepsSockets: cause === null || cause.kind === "event-timeout",
    });
    this.activity.failEvents(error);
  }
}
