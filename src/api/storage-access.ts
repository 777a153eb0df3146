import type { Actor } from "../actor/actor.ts";
import { currentContext } from "../actor/io-context.ts";
import type { ActorStorage } from "../actor/actor-storage.ts";
import type { Clock } from "../clock/clock.ts";
import type { StoredValues } from "./stored-values.ts";

/** Messages about `enableSql` begin with it: workerd's own words name wrangler's files. */
export const ENABLE_SQL_ADVICE =
  "In tabd, set `enableSql: true` for this class in `durableObjectNamespaces`. ";

/** What the storage objects of one actor share: what is behind them, and what happened. */
export interface StorageAccess {
  readonly actor: Actor;
  /**
   * The actor's storage. A namespace without storage has no storage objects either.
   *
   * @throws what {@link requireOwnInstance} throws.
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
 * Refuses the storage of an instance that is gone to code that is not its own: it was kept where
 * the next instance, or another object, has found it (`io/io-context.c++`, `checkFarGet`). Whose
 * code it is while an instance lives no script can tell for certain.
 *
 * @throws {Error} in workerd's words.
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

/** Remembers the storage that an actor's instance was given. */
export function keepAccess(access: StorageAccess): StorageAccess {
  accesses.set(access.actor, access);
  return access;
}

/** What the instance of an actor has as its storage: undefined where the namespace has none. */
export function accessOf(actor: Actor): StorageAccess | undefined {
  return accesses.get(actor);
}

/**
 * Lets the parts of an object's storage know what the others do. SQLite has one cursor for all
 * lists of keys, so a new list ends the one before (`sync-kv.c++:95`); an iterator must see what
 * was written since it read ahead; and SQL that was found harmless must be looked at again once
 * the tables are others.
 */
export class StorageWatch {
  /** Lists begun so far, of whichever API. */
  started = 0;
  /** Writes of keys, and rollbacks, so far. */
  changes = 0;
  /** Rollbacks so far, and what else makes tables other than they were. */
  rollbacks = 0;

  /** Others than the object's own code have written to its storage. */
  writtenByOthers(): void {
    this.changes++;
    this.rollbacks++;
  }

  /** What was written may be there no more. */
  rolledBack(): void {
    this.changes++;
    this.rollbacks++;
  }
}

/**
 * Runs what a method that returns a promise does: everything it throws becomes a rejection, the
 * refusal of an argument too.
 */
export function promised<T>(run: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}
