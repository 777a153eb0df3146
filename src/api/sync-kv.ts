import type { ActorStorage } from "../actor/actor-storage.ts";
import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { isObject, type Parameter, toText, wrongType } from "./arguments.ts";
import { KvListIterator } from "./kv-list-iterator.ts";
import { BY_PLATFORM, refuseConstruction } from "./platform-object.ts";
import { checkKey, checkRecord } from "./record-limit.ts";
import { ENABLE_SQL_ADVICE, type StorageAccess } from "./storage-access.ts";
import { type ListOptions, listRange, readSyncListOptions } from "./storage-options.ts";

const CLASS_NAME = "SyncKvStorage";

/** The options of the asynchronous `list()`, without those that have no effect. */
export type SyncKvListOptions = Omit<ListOptions, "allowConcurrency" | "noCache">;

/** tabd's own field first, then `actor-state.c++:846-865`, spelling included. */
const NOT_SQLITE =
  ENABLE_SQL_ADVICE +
  "The storage.kv (synchronous KV) API is only available for SQLite-backed Durable Objects, but " +
  "this object's namespace is not declared to use SQLite. You can use the older, asyncronous " +
  "interface via methods of `storage` itself (e.g. `storage.get()`). Alternatively, to enable " +
  "SQLite, change `new_classes` to `new_sqlite_classes` within the 'migrations' field in your " +
  "wrangler.jsonc or wrangler.toml file. If using workerd directly, set `enableSql = true` in " +
  "your workerd config for the class. Note that this change cannot be made after the class is " +
  "already deployed to production.";

/**
 * `ctx.storage.kv`: a synchronous API for the same keys (`api/sync-kv.h:42-60`). Only `list()` has
 * options.
 */
export class SyncKvStorage {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #access: StorageAccess;

  /** @internal The runtime makes them. */
  constructor(token: unknown, access: StorageAccess) {
    refuseConstruction(token);
    this.#access = access;
  }

  /** Returns a copy of the value. Undefined also when `undefined` itself is stored. */
  get<T = unknown>(key: string): T | undefined;
  get(...args: unknown[]): unknown {
    const access = SyncKvStorage.#accessOf(this);
    const key = firstKey(args, "get");
    checkKey(key);
    const bytes = sqlite(access).get(key);
    return bytes === undefined ? undefined : access.values.deserialize(bytes);
  }

  /** Stores a value; unlike the asynchronous API also `undefined`. */
  put<T>(key: string, value: T): void;
  put(...args: unknown[]): void {
    const access = SyncKvStorage.#accessOf(this);
    const key = firstKey(args, "put");
    if (args.length < 2) throw wrongType({ ...at("put"), position: 2 }, "Value");
    const storage = sqlite(access);
    const bytes = access.values.serialize(args[1]);
    checkRecord(key, bytes);
    access.watch.changes++;
    storage.put([[key, bytes]]);
  }

  /** Deletes a key. Returns whether it existed. */
  delete(key: string): boolean;
  delete(...args: unknown[]): boolean {
    const access = SyncKvStorage.#accessOf(this);
    const key = firstKey(args, "delete");
    checkKey(key);
    const storage = sqlite(access);
    access.watch.changes++;
    return storage.delete([key]) > 0;
  }

  /**
   * The keys and values of a range, in the order of the keys' UTF-8 bytes or in reverse. The iterator
   * reads them on demand; a new list ends the previous one.
   */
  list<T = unknown>(options?: SyncKvListOptions): IterableIterator<[string, T]>;
  list(...args: unknown[]): IterableIterator<[string, unknown]> {
    const access = SyncKvStorage.#accessOf(this);
    const fields = readSyncListOptions(args[0], at("list"));
    sqlite(access);
    return new KvListIterator(BY_PLATFORM, access, listRange(fields));
  }

  static #accessOf(self: unknown): StorageAccess {
    if (!isObject(self) || !(#access in self)) throw illegalInvocation();
    return self.#access;
  }
}

function at(method: string): Parameter {
  return { className: CLASS_NAME, method, position: 1 };
}

function firstKey(args: readonly unknown[], method: string): string {
  if (args.length === 0) throw wrongType(at(method), "string");
  return toText(args[0]);
}

function sqlite({ enableSql, storage }: StorageAccess): ActorStorage {
  if (!enableSql) throw new Error(NOT_SQLITE);
  return storage;
}
