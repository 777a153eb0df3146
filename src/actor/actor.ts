import type { Clock, TimerId } from "../clock/clock.ts";
import type { EventLoop } from "./event-loop.ts";
import type { ActorId } from "./actor-id.ts";
import type { ActorNamespace } from "./actor-namespace.ts";
import type { ActorStorage, ExplicitTransaction } from "./actor-storage.ts";
import { type BreakCause, markError } from "./errors.ts";
import { IdleTimer } from "./idle-timer.ts";
import { type GateScope, InputGate } from "./input-gate.ts";
import { currentContext, type IoContext, runInContext } from "./io-context.ts";
import { OutputGate } from "./output-gate.ts";

/** What is delivered to an actor. */
export type EventKind = "fetch" | "rpc" | "alarm" | "websocket" | "internal";

/** The promise of a section may take 30 s (`io/io-context.h:1840`). */
const SECTION_TIMEOUT_MS = 30_000;

/** `io/io-context.h:50`. */
const MAX_SECTION_DEPTH = 64;

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
  readonly gone: (actor: Actor, why: { readonly error: Error; readonly evicted: boolean }) => void;
  /** The actor has had nothing to do for so long that it may be evicted. */
  readonly preventEviction: boolean;
  readonly started: (actor: Actor) => void;
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
  readonly #options: ActorOptions;
  readonly #pending = new Set<(error: Error) => void>();
  /** The timers of the user's code, and what ends the task that each of them is. */
  readonly #timers = new Map<TimerId, () => void>();
  /** Limits of time that tabd sets itself. */
  readonly #limits = new Set<TimerId>();
  readonly #idle: IdleTimer;
  #storage: ActorStorage | null | undefined;
  #instance: object | undefined;
  #constructing = false;
  #gone: { readonly error: Error; readonly cause: BreakCause | null } | undefined;
  #requests = 0;
  #tasks = 0;

  constructor(options: ActorOptions) {
    const { loop, clock } = options;
    this.#options = options;
    this.id = options.id;
    this.namespace = options.namespace;
    this.inputGate = new InputGate(loop);
    this.outputGate = new OutputGate((error) =>
      this.break(markError(error, { durableObjectReset: true, overloaded: true }), {
        kind: "output-gate",
      }),
    );
    this.#idle = new IdleTimer(clock, () => this.evict());
    this.#start();
  }

  /** The actor's storage; null in a namespace without storage. */
  get storage(): ActorStorage | null {
    if (this.#storage === undefined) throw new Error("the actor has not started yet");
    return this.#storage;
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
  get broken(): Error | undefined {
    return this.#gone?.error;
  }

  /** What ended the actor; null while it lives and when it was evicted. */
  get breakCause(): BreakCause | null {
    return this.#gone?.cause ?? null;
  }

  /** Events that were delivered, or wait for it, and are not answered. */
  get activeEvents(): number {
    return this.#requests;
  }

  /** Timers, `waitUntil()` promises and answers that are awaited. */
  get activeTasks(): number {
    return this.#tasks;
  }

  /** Timers of the user's code that have not fired. */
  get pendingTimers(): number {
    return this.#timers.size;
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
      this.#requests++;
      this.#checkIdle();
      const end = (): void => {
        if (!this.#pending.delete(fail)) return;
        this.#requests--;
        this.#checkIdle();
      };
      const fail = (error: Error): void => {
        end();
        reject(error);
      };
      this.#pending.add(fail);
      const answer = async (): Promise<T> => {
        try {
          return await callback(this.#instance as object);
        } finally {
          // Neither a result nor an error may tell of writes that could still be lost.
          await this.outputGate.wait();
        }
      };
      const scope = this.inputGate;
      this.#enqueue(
        scope,
        () => {
          void answer().then(
            (value) => {
              end();
              resolve(value);
            },
            (error: unknown) => {
              end();
              reject(error);
            },
          );
        },
        () => undefined, // The set of pending events is failed as a whole.
      );
    });
  }

  /**
   * Waits for something outside on behalf of the code that is running: the answer comes back as an
   * event, in a macrotask of its own, through the input gate and into the critical section that
   * asked. Never settles once the actor is gone, because its code must not run any more.
   */
  awaitIo<T>(promise: PromiseLike<T>): Promise<T> {
    const scope = this.#currentScope();
    return new Promise<T>((resolve, reject) => {
      const endTask = this.#beginTask();
      const back = (settle: () => void): void => {
        this.#enqueue(
          scope,
          () => {
            endTask();
            settle();
          },
          endTask,
        );
      };
      promise.then(
        (value) => back(() => resolve(value)),
        (error: unknown) => back(() => reject(error)),
      );
    });
  }

  /** The user's `setTimeout`: `callback` is an event of this actor. */
  setTimer(callback: () => void, delayMs: number): TimerId {
    const scope = this.#currentScope();
    const endTask = this.#beginTask();
    const { clock } = this.#options;
    const timer = clock.setTimer(() => {
      this.#enqueue(
        scope,
        () => {
          // Cleared while it waited for the gate.
          if (!this.#timers.delete(timer)) return;
          endTask();
          callback();
        },
        endTask,
      );
    }, clock.now() + delayMs);
    this.#timers.set(timer, endTask);
    return timer;
  }

  clearTimer(timer: TimerId): void {
    const endTask = this.#timers.get(timer);
    if (endTask === undefined) return;
    this.#timers.delete(timer);
    this.#options.clock.clearTimer(timer);
    endTask();
  }

  /**
   * Breaks the actor with the error that `late` makes unless the returned function is called
   * within `ms` of the host's time.
   */
  limit(ms: number, cause: BreakCause, late: () => Error): () => void {
    const { clock } = this.#options;
    const timer = clock.setTimer(() => this.break(late(), cause), clock.now() + ms);
    this.#limits.add(timer);
    return () => {
      this.#limits.delete(timer);
      clock.clearTimer(timer);
    };
  }

  /** Keeps the actor alive until `promise` settles (`waitUntil()`). */
  waitUntil(promise: PromiseLike<unknown>): void {
    const endTask = this.#beginTask();
    promise.then(endTask, endTask);
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
    return this.#section(callback, {
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
    return this.#section(
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
  break(error: Error, cause: BreakCause): void {
    this.#end(error, cause);
  }

  /** Ends an actor that has nothing to do. Its storage is as it was committed. */
  evict(): void {
    if (this.#requests > 0 || this.#instance === undefined) return;
    this.#end(new Error("Durable Object storage is no longer accessible."), null);
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
        this.#checkIdle();
      });
    });
  }

  #section<T>(
    callback: () => T | PromiseLike<T>,
    end: {
      /** Called inside the section when `callback` has succeeded. */
      readonly succeeded?: () => void;
      /** Called inside the section with what it threw: what becomes of the returned promise? */
      readonly failed: (error: unknown) => "never" | "reject";
    },
  ): Promise<T> {
    const outer = this.#currentScope();
    if (outer.depth >= MAX_SECTION_DEPTH) {
      throw new Error("blockConcurrencyWhile() calls are nested too deeply.");
    }
    const { loop } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const endTask = this.#beginTask();
      outer.beginSection((section) => {
        if (this.#gone !== undefined) return;
        const inTime = this.limit(SECTION_TIMEOUT_MS, { kind: "input-gate" }, () =>
          markError(
            new Error(
              "A call to blockConcurrencyWhile() in a Durable Object waited for too long. " +
                "The call was canceled and the Durable Object was reset.",
            ),
            { durableObjectReset: true, overloaded: true },
          ),
        );
        const finish = (settle: (() => void) | null): void => {
          inTime();
          endTask();
          if (this.#gone !== undefined || settle === null) return;
          section.end();
          this.#enqueue(outer, settle, () => undefined);
        };
        const run = async (): Promise<void> => {
          try {
            const value = await callback();
            await section.sectionsEnded();
            if (this.#gone !== undefined) return finish(null);
            end.succeeded?.();
            finish(() => resolve(value));
          } catch (error) {
            await section.sectionsEnded();
            if (this.#gone !== undefined) return finish(null);
            finish(end.failed(error) === "reject" ? () => reject(error) : null);
          }
        };
        runInContext(loop, { actor: this, scope: section }, () => void run());
      }, endTask);
    });
  }

  /** Runs `run` as an event in `scope`, with this actor as the context. */
  #enqueue(scope: GateScope, run: () => void, fail: () => void): void {
    const { loop } = this.#options;
    scope.wait(() => {
      if (this.#gone !== undefined) {
        fail();
        return;
      }
      const context: IoContext = { actor: this, scope: scope.live };
      runInContext(loop, context, run);
    }, fail);
  }

  #currentScope(): GateScope {
    const context = currentContext();
    if (context?.actor === this) return context.scope.live;
    // The context was lost (see io-context.ts): inside the open section it is least likely to hang.
    return this.inputGate.innermost;
  }

  #beginTask(): () => void {
    let open = true;
    this.#tasks++;
    this.#checkIdle();
    return () => {
      if (!open) return;
      open = false;
      this.#tasks--;
      this.#checkIdle();
    };
  }

  #checkIdle(): void {
    if (this.#gone !== undefined || this.#instance === undefined) return;
    if (this.#options.preventEviction) return;
    this.#idle.update({ requests: this.#requests, tasks: this.#tasks });
  }

  #end(error: Error, cause: BreakCause | null): void {
    if (this.#gone !== undefined) return;
    this.#gone = { error, cause };
    this.#idle.close();
    for (const timer of [...this.#timers.keys(), ...this.#limits]) {
      this.#options.clock.clearTimer(timer);
    }
    this.#timers.clear();
    this.#limits.clear();
    this.#storage?.shutdown(
      cause === null ? new Error("Durable Object storage is no longer accessible.") : error,
    );
    this.inputGate.break(error);
    this.outputGate.break(error);
    // First out of the namespace, so that whoever is told now and calls again gets a new actor.
    this.#options.gone(this, { error, evicted: cause === null });
    for (const fail of [...this.#pending]) fail(error);
  }
}
