import type { Actor } from "../actor/actor.ts";
import type { Clock } from "../clock/clock.ts";
import type { Compatibility } from "../config/compatibility.ts";
import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { type DurableObjectId, toDurableObjectId } from "../rpc/bindings/durable-object-id.ts";
import type { WorkerWebSocket } from "../rpc/web-socket/web-socket.ts";
import type { WebSocketRequestResponsePair } from "../rpc/web-socket/web-socket-request-response-pair.ts";
import { isObject, toFunction, toOptions, toText, wrongType } from "./arguments.ts";
import { DurableObjectFacets } from "./durable-object-facets.ts";
import {
  acceptWebSocket,
  getAutoResponse,
  getAutoResponseTimestamp,
  getTags,
  setAutoResponse,
  setEventTimeout,
} from "./hibernatable-web-sockets.ts";
import { DurableObjectStorage } from "./durable-object-storage.ts";
import { BY_PLATFORM, refuseConstruction } from "./platform-object.ts";
import { keepAccess, promised, requireOwnInstance, StorageWatch } from "./storage-access.ts";
import { storedValues } from "./stored-values.ts";

const CLASS_NAME = "DurableObjectState";

/** `actor-state.c++:1184`. */
export const DEFAULT_ABORT_REASON = "Application called abort() to reset Durable Object.";

export interface AbortOptions {
  /** Whether a running alarm is tried again. Default: true. */
  retryAlarm?: boolean;
}

export interface DurableObjectStateOptions {
  readonly actor: Actor;
  readonly clock: Clock;
  readonly compatibility: Pick<Compatibility, "enhanced_error_serialization" | "experimental">;
  /** Whether the namespace has `enableSql`: without it `storage.kv` and `storage.sql` refuse. */
  readonly enableSql: boolean;
  /** `ctx.id` of a facet that was given its own. */
  readonly id?: DurableObjectId | string | undefined;
  /** `ctx.props`. Default: an empty object. */
  readonly props?: unknown;
  /** `ctx.exports`; undefined without the compatibility flag `enable_ctx_exports`. */
  readonly exports?: object | undefined;
}

/**
 * `ctx`, the first argument of a Durable Object's constructor (`api/actor-state.h:723-760`).
 */
export class DurableObjectState {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #actor: Actor;
  /** The object's id; a plain string in an ephemeral namespace. */
  readonly id: DurableObjectId | string;
  /** Undefined in an ephemeral namespace. */
  readonly storage: DurableObjectStorage | undefined;
  readonly props: unknown;
  readonly exports: object | undefined;
  /** Containers are unsupported. */
  readonly container: undefined;
  readonly facets: DurableObjectFacets;

  /** @internal The runtime makes them. */
  constructor(token: unknown, options: DurableObjectStateOptions) {
    refuseConstruction(token);
    const { actor, clock, compatibility, enableSql } = options;
    const { storage } = actor;
    this.#actor = actor;
    this.id =
      options.id ?? (actor.namespace.ids === null ? actor.id.hex : toDurableObjectId(actor.id));
    this.storage =
      storage === null
        ? undefined
        : new DurableObjectStorage(
            BY_PLATFORM,
            keepAccess({
              actor,
              get storage() {
                requireOwnInstance(actor);
                return storage;
              },
              clock,
              values: storedValues({ enhancedErrors: compatibility.enhanced_error_serialization }),
              enableSql,
              experimental: compatibility.experimental,
              watch: new StorageWatch(),
            }),
          );
    this.props = options.props ?? {};
    this.exports = options.exports;
    this.container = undefined;
    this.facets = new DurableObjectFacets(BY_PLATFORM, actor);
  }

  /** Keeps the object alive until `promise` settles. */
  waitUntil(promise: Promise<unknown>): void;
  waitUntil(...args: unknown[]): void {
    const actor = DurableObjectState.#actorOf(this);
    if (args.length === 0) {
      throw wrongType({ className: CLASS_NAME, method: "waitUntil", position: 1 }, "Promise");
    }
    actor.waitUntil(Promise.resolve(args[0]));
  }

  /**
   * Runs `callback` while no other event is delivered to the object. If it fails or takes more
   * than 30 s, the object is reset and the promise never settles.
   */
  blockConcurrencyWhile<T>(callback: () => Promise<T>): Promise<T> {
    const actor = DurableObjectState.#actorOf(this);
    return promised(() => {
      toFunction(callback, { className: CLASS_NAME, method: "blockConcurrencyWhile", position: 1 });
      return actor.blockConcurrencyWhile(() => callback());
    });
  }

  /**
   * Resets the object: uncommitted writes are lost, and every caller gets the reason. Code that
   * catches the thrown error can do nothing more.
   *
   * @param reason the message that callers see; converted to a string.
   */
  abort(reason?: string, options?: AbortOptions): never {
    const actor = DurableObjectState.#actorOf(this);
    const message = reason === undefined ? DEFAULT_ABORT_REASON : toText(reason);
    const parameter = { className: CLASS_NAME, method: "abort", position: 2 };
    const retryAlarm = toOptions<AbortOptions>(options, parameter, "AbortOptions")?.retryAlarm;
    return actor.abort(message, { retryAlarm: retryAlarm === undefined || Boolean(retryAlarm) });
  }

  /**
   * Gives a WebSocket to the runtime, which keeps it while the object is evicted and calls
   * `webSocketMessage()`, `webSocketClose()` and `webSocketError()` of the class.
   */
  acceptWebSocket(socket: WorkerWebSocket, tags?: string[]): void;
  acceptWebSocket(...args: unknown[]): void {
    acceptWebSocket(DurableObjectState.#actorOf(this), args);
  }

  /** The sockets that the runtime keeps: all, newest first; or those with a tag, oldest first. */
  getWebSockets(tag?: string): WorkerWebSocket[] {
    return DurableObjectState.#actorOf(this).sockets.list(
      tag === undefined ? undefined : toText(tag),
    );
  }

  /** Sets the message that the runtime answers without the object; no argument removes it. */
  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void {
    setAutoResponse(DurableObjectState.#actorOf(this), pair);
  }

  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null {
    return getAutoResponse(DurableObjectState.#actorOf(this));
  }

  /** When a message of the socket was last answered automatically. */
  getWebSocketAutoResponseTimestamp(socket: WorkerWebSocket): Date | null {
    return getAutoResponseTimestamp(DurableObjectState.#actorOf(this), socket);
  }

  /** Limits how long a WebSocket handler may take, in ms; 0 or no argument: no limit. */
  setHibernatableWebSocketEventTimeout(ms?: number): void {
    setEventTimeout(DurableObjectState.#actorOf(this), ms);
  }

  getHibernatableWebSocketEventTimeout(): number | null {
    return DurableObjectState.#actorOf(this).sockets.eventTimeout;
  }

  /** The tags that were passed to {@link acceptWebSocket}. */
  getTags(socket: WorkerWebSocket): string[] {
    return getTags(DurableObjectState.#actorOf(this), socket);
  }

  static #actorOf(self: unknown): Actor {
    if (!isObject(self) || !(#actor in self)) throw illegalInvocation();
    return self.#actor;
  }
}

/** Makes the `ctx` of an instance, before its constructor runs. */
export function makeDurableObjectState(options: DurableObjectStateOptions): DurableObjectState {
  return new DurableObjectState(BY_PLATFORM, options);
}
