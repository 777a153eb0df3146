import type { Actor } from "../actor/actor.ts";
import { currentContext } from "../actor/io-context.ts";
import type { ActorStorage } from "../actor/actor-storage.ts";
import type { Clock } from "../clock/clock.ts";
import type { StoredValues } from "./stored-values.ts";

/**
 * The start of messages about `enableSql`, because workerd's text mentions only wrangler's files.
 */
export const ENABLE_SQL_ADVICE =
  "In tabd, set `enableSql: true` for this class in `durableObjectNamespaces`. ";

/** What the storage objects of one actor share. */
export interface StorageAccess {
  readonly actor: Actor;
  /**
   * @throws as {@link requireOwnInstance}.
   */
  readonly storage: ActorStorage;
  readonly clock: Clock;
  readonly values: StoredValues;
  readonly watch: StorageWatch;
  /** Whether the namespace has `enableSql`, which `storage.kv` needs as well. */
  readonly enableSql: boolean;
  /** Compatibility flag `experimental`. */
  readonly experimental: boolean;
}

/**
 * Refuses the storage of an instance that has ended to code of another instance or object that has
 * kept it (`io/io-context.c++`, `checkFarGet`). While the instance lives, JavaScript cannot tell for
 * certain whose code is running.
 *
 * @throws {Error} with workerd's message.
 */
export function requireOwnInstance(actor: Actor): void {
  if (actor.broken === undefined) return;
  const running = currentContext()?.actor;
  if (running === actor) return;
  throw new Error(running === undefined ? OTHER_REQUEST : OTHER_OBJECT);
}

const OTHER_OBJECT =
  "Cannot perform I/O on behalf of a different Durable Object. I/O objects (such as streams, " +
  "request/response bodies, and others) created in the context of one Durable Object cannot be " +
  "accessed from a different Durable Object in the same isolate. This is a limitation of " +
  "Cloudflare Workers which allows us to improve overall performance. (I/O type: " +
  "ActorCacheInterface)";

const OTHER_REQUEST =
  "Cannot perform I/O on behalf of a different request. I/O objects (such as streams, " +
  "request/response bodies, and others) created in the context of one request handler cannot be " +
  "accessed from a different request's handler. This is a limitation of Cloudflare Workers which " +
  "allows us to improve overall performance. (I/O type: ActorCacheInterface)";

const accesses = new WeakMap<Actor, StorageAccess>();

export function keepAccess(access: StorageAccess): StorageAccess {
  accesses.set(access.actor, access);
  return access;
}

/** The storage of an actor's instance; undefined in a namespace without storage. */
export function accessOf(actor: Actor): StorageAccess | undefined {
  return accesses.get(actor);
}

/**
 * Counts events of an object's storage that affect its other parts. workerd has one cursor for all
 * lists of keys, so a new list ends the previous one (`sync-kv.c++:95`); an iterator must see writes
 * since it read ahead; and checked SQL must be checked again after tables have changed.
 */
export class StorageWatch {
  /** Lists begun so far, of both key-value APIs. */
  listsBegun = 0;
  /** Writes of keys and rollbacks so far. */
  changes = 0;
  /** Rollbacks and other changes of tables so far. */
  rollbacks = 0;

  /** `server.control` has written to the storage. */
  writtenByOthers(): void {
    this.changes++;
    this.rollbacks++;
  }

  rolledBack(): void {
    this.changes++;
    this.rollbacks++;
  }
}

/**
 * Runs the body of a method that returns a promise: every error becomes a rejection, that of a wrong
 * argument too.
 */
export function promised<T>(run: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}
