import type { ActorStorage } from "../actor/actor-storage.ts";
import { illegalInvocation } from "../rpc/class-name.ts";
import { isObject, type Parameter, toText, toTime, wrongType } from "./arguments.ts";
import { refuseConstruction } from "./platform-object.ts";
import { checkKey, checkRecord } from "./record-limit.ts";
import { promised, type StorageAccess } from "./storage-access.ts";
import { toKeys } from "./storage-keys.ts";
import {
  type GetAlarmOptions,
  type GetOptions,
  type ListOptions,
  listRange,
  type PutOptions,
  readGetAlarmOptions,
  readGetOptions,
  readListOptions,
  readPutOptions,
  readSetAlarmOptions,
  type SetAlarmOptions,
} from "./storage-options.ts";

/** What a storage object operates on. */
export interface OperationsTarget {
  readonly access: StorageAccess;
  /** For error messages. */
  readonly className: string;
  /**
   * Returns the actor's storage for an operation.
   *
   * @param operation its name in error messages, `get()` say.
   * @throws {Error} when the transaction has ended.
   */
  readonly storage: (operation: string) => ActorStorage;
}

const PUT_SHAPES =
  "put() may only be called with a single key-value pair and optional options as " +
  "put(key, value, options) or with multiple key-value pairs and optional options as " +
  "put(entries, options)";

/**
 * The operations of `ctx.storage` and of a transaction (`DurableObjectStorageOperations`,
 * `actor-state.c++:248-650`).
 *
 * SQLite answers synchronously, so every returned promise is settled. The object's output waits until
 * writes are durable; its code does not.
 */
export abstract class DurableObjectStorageOperations {
  readonly #target: OperationsTarget;

  /** @internal The runtime makes them. */
  constructor(token: unknown, target: OperationsTarget) {
    refuseConstruction(token);
    this.#target = target;
  }

  /**
   * Returns a copy of the value of a key; or a map of the existing ones of several keys, in the order
   * of the keys' UTF-8 bytes.
   */
  get<T = unknown>(key: string, options?: GetOptions): Promise<T | undefined>;
  get<T = unknown>(keys: string[], options?: GetOptions): Promise<Map<string, T>>;
  get(...args: unknown[]): Promise<unknown> {
    return DurableObjectStorageOperations.#promised(this, ({ access, className, storage }) => {
      const keys = toKeys(args, { className, method: "get", position: 1 });
      readGetOptions(args[1], { className, method: "get", position: 2 });
      const { values } = access;
      if (typeof keys === "string") {
        checkKey(keys);
        const bytes = storage("get()").get(keys);
        return bytes === undefined ? undefined : values.deserialize(bytes);
      }
      for (const key of keys) checkKey(key);
      return decoded(storage("get()").getMany(keys), access);
    });
  }

  /** The keys and values of a range, in the order of the keys' UTF-8 bytes or backwards. */
  list<T = unknown>(options?: ListOptions): Promise<Map<string, T>>;
  list(...args: unknown[]): Promise<unknown> {
    return DurableObjectStorageOperations.#promised(this, ({ access, className, storage }) => {
      const range = listRange(readListOptions(args[0], { className, method: "list", position: 1 }));
      if (range === null) return new Map();
      for (const key of [range.start, range.end]) if (key !== undefined) checkKey(key);
      const source = storage("list()");
      access.watch.listsBegun++;
      return decoded(source.list(range), access);
    });
  }

  /**
   * Stores a value under a key; or all fields of an object, or none. Undefined fields are skipped.
   *
   * @throws {TypeError} for the value `undefined`.
   * @throws {DOMException} `DataCloneError` for a value that cannot be stored.
   */
  put<T>(key: string, value: T, options?: PutOptions): Promise<void>;
  put<T>(entries: Record<string, T>, options?: PutOptions): Promise<void>;
  put(...args: unknown[]): Promise<void> {
    return DurableObjectStorageOperations.#promised(this, ({ access, className, storage }) => {
      const at = (position: number): Parameter => ({ className, method: "put", position });
      const [first, second, third] = args;
      if (args.length === 0) throw wrongType(at(1), "string or object");
      // An array counts as a key and is converted to a string.
      const several = isObject(first) && !Array.isArray(first);
      const what = several ? Object.entries(first) : toText(first);
      let options = readPutOptions(third, at(3));
      if (typeof what === "string") {
        if (second === undefined) throw new TypeError("put() called with undefined value.");
      } else if (second !== undefined) {
        if (second !== null && !isObject(second)) throw new TypeError(PUT_SHAPES);
        options = readPutOptions(second, at(2));
      }
      const entries: [string, unknown][] = typeof what === "string" ? [[what, second]] : what;
      const encoded = entries
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, access.values.serialize(value)] as const);
      const target = storage("put()");
      for (const [key, bytes] of encoded) checkRecord(key, bytes);
      access.watch.changes++;
      target.put(encoded, options);
    });
  }

  /** Deletes one key, or several. Returns whether it existed, or how many did. */
  delete(key: string, options?: PutOptions): Promise<boolean>;
  delete(keys: string[], options?: PutOptions): Promise<number>;
  delete(...args: unknown[]): Promise<boolean | number> {
    const { access, className, storage } = DurableObjectStorageOperations.#targetOf(this);
    const keys = toKeys(args, { className, method: "delete", position: 1 });
    const options = readPutOptions(args[1], { className, method: "delete", position: 2 });
    const target = storage("delete()");
    access.watch.changes++;
    if (typeof keys === "string") {
      checkKey(keys);
      return Promise.resolve(target.delete([keys], options) > 0);
    }
    for (const key of keys) checkKey(key);
    return Promise.resolve(keys.length === 0 ? 0 : target.delete(keys, options));
  }

  /** The alarm's time in ms since the epoch; null when none is set, or while its handler runs. */
  getAlarm(options?: GetAlarmOptions): Promise<number | null>;
  getAlarm(...args: unknown[]): Promise<number | null> {
    return DurableObjectStorageOperations.#promised(this, ({ className, storage }) => {
      readGetAlarmOptions(args[0], { className, method: "getAlarm", position: 1 });
      return storage("getAlarm()").alarm.get();
    });
  }

  /**
   * Sets the object's only alarm. It replaces an earlier one; a time in the past means now.
   *
   * @param scheduledTime a date, or ms since the epoch.
   * @throws {TypeError} for an invalid time, or one not after the epoch; and when the class has no
   *   `alarm()` handler (`io/worker.c++:4193`).
   */
  setAlarm(scheduledTime: number | Date, options?: SetAlarmOptions): Promise<void>;
  setAlarm(...args: unknown[]): Promise<void> {
    return DurableObjectStorageOperations.#promised(this, ({ access, className, storage }) => {
      const time = toTime(args[0], { className, method: "setAlarm", position: 1 });
      const options = readSetAlarmOptions(args[1], { className, method: "setAlarm", position: 2 });
      if (time <= 0) throw new TypeError("setAlarm() cannot be called with an alarm time <= 0");
      checkHandler(access);
      storage("setAlarm()").alarm.set(Math.max(time, access.clock.now()), options);
    });
  }

  deleteAlarm(options?: SetAlarmOptions): Promise<void>;
  deleteAlarm(...args: unknown[]): Promise<void> {
    return DurableObjectStorageOperations.#promised(this, ({ className, storage }) => {
      const parameter = { className, method: "deleteAlarm", position: 1 };
      const options = readSetAlarmOptions(args[0], parameter);
      storage("deleteAlarm()").alarm.set(null, options);
    });
  }

  /** Errors of `handler` reject the promise. Only `delete()` throws them instead, as in workerd. */
  static #promised<T>(self: unknown, handler: (target: OperationsTarget) => T): Promise<T> {
    const target = DurableObjectStorageOperations.#targetOf(self);
    return promised(() => handler(target));
  }

  /** @throws {TypeError} synchronously, in every method, for a wrong `this`. */
  static #targetOf(self: unknown): OperationsTarget {
    if (!isObject(self) || !(#target in self)) throw illegalInvocation();
    return self.#target;
  }
}

function decoded(
  entries: readonly (readonly [string, Uint8Array])[],
  { values }: StorageAccess,
): Map<string, unknown> {
  return new Map(entries.map(([key, bytes]) => [key, values.deserialize(bytes)]));
}

/** While the constructor runs, the instance is not known yet. */
function checkHandler({ actor }: StorageAccess): void {
  const { instance } = actor;
  if (instance === undefined) return;
  if (typeof (instance as { alarm?: unknown }).alarm === "function") return;
  throw new TypeError(
    "Your Durable Object class must have an alarm() handler in order to call setAlarm()",
  );
}
