import type { Actor } from "../actor/actor.ts";
import type { ActorStorage } from "../actor/actor-storage.ts";
import type { Clock } from "../clock/clock.ts";
import type { StoredValues } from "./stored-values.ts";

/** What the storage objects of one actor share: what is behind them, and their one list. */
export interface StorageAccess {
  readonly actor: Actor;
  /** The actor's storage. A namespace without storage has no storage objects either. */
  readonly storage: ActorStorage;
  readonly clock: Clock;
  readonly values: StoredValues;
  readonly lists: ListWatch;
  /** Whether the namespace has `enableSql`, which `storage.kv` needs as well. */
  readonly enableSql: boolean;
}

/**
 * Lets the iterators of `kv.list()` know what happens around them: SQLite has one cursor for all
 * lists of an object, so a new list ends the one before (`sync-kv.c++:95`), and an iterator must
 * see what was written since it read ahead.
 */
export class ListWatch {
  /** Lists begun so far, of whichever API. */
  started = 0;
  /** Writes and rollbacks so far. */
  changes = 0;
}

/**
 * Runs what a method that returns a promise does: everything it throws becomes a rejection, the
 * refusal of an argument too.
 */
export function promised<T>(run: () => T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}
