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

/** What a storage object works on. */
export interface OperationsTarget {
  readonly access: StorageAccess;
  /** The class's name, for messages. */
  readonly className: string;
  /**
   * The actor's storage, for an operation.
   *
   * @param operation as messages name it: `get()`, say.
   * @throws {Error} where the transaction does not take operations any more.
   */
  readonly storage: (operation: string) => ActorStorage;
}

const PUT_SHAPES =
  "put() may only be called with a single key-value pair and optional options as " +
  "put(key, value, options) or with multiple key-value pairs and optional options as " +
  "put(entries, options)";

/**
 * What `ctx.storage` and the object of a transaction have in common
 * (`DurableObjectStorageOperations`, `actor-state.c++:248-650`).
 *
 * SQLite answers at once, so every promise here is settled when it is returned; it is what leaves
 * the object that waits until writes are durable, not the code inside.
 */
export abstract class DurableObjectStorageOperations {
  readonly #target: OperationsTarget;

  constructor(token: unknown, target: OperationsTarget) {
    refuseConstruction(token);
    this.#target = target;
  }

  /**
   * The value of a key, or a map of those of several keys that are there, ordered by the UTF-8
   * bytes of the keys. Each value is a copy.
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
      access.watch.started++;
      return decoded(source.list(range), access);
    });
  }

  /**
   * Stores a value under a key, or several values of an object's own fields at once: all or none.
   * Fields that are undefined are left out.
   *
   * @throws {TypeError} for the value `undefined`.
   * @throws {DOMException} `DataCloneError` for what cannot be stored.
   */
  put<T>(key: string, value: T, options?: PutOptions): Promise<void>;
  put<T>(entries: Record<string, T>, options?: PutOptions): Promise<void>;
  put(...args: unknown[]): Promise<void> {
    return DurableObjectStorageOperations.#promised(this, ({ access, className, storage }) => {
      const at = (position: number): Parameter => ({ className, method: "put", position });
      const [first, second, third] = args;
      if (args.length === 0) throw wrongType(at(1), "string or object");
      // An array is no record of entries, but a key as text.
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

  /** Deletes a key: was it there? Or several: how many were? */
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

  /** When the alarm is due, in ms since the epoch; null where none is set, or its handler runs. */
  getAlarm(options?: GetAlarmOptions): Promise<number | null>;
  getAlarm(...args: unknown[]): Promise<number | null> {
    return DurableObjectStorageOperations.#promised(this, ({ className, storage }) => {
      readGetAlarmOptions(args[0], { className, method: "getAlarm", position: 1 });
      return storage("getAlarm()").alarm.get();
    });
  }

  /**
   * Sets the object's one alarm, in place of any other. A time in the past means now.
   *
   * @param scheduledTime a date, or ms since the epoch.
   * @throws {TypeError} for a time that is none, or not after the epoch; and where the class has
   *   no `alarm()` handler (`io/worker.c++:4193`).
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

  /** Deletes the alarm, if there is one. */
  deleteAlarm(options?: SetAlarmOptions): Promise<void>;
  deleteAlarm(...args: unknown[]): Promise<void> {
    return DurableObjectStorageOperations.#promised(this, ({ className, storage }) => {
      const parameter = { className, method: "deleteAlarm", position: 1 };
      const options = readSetAlarmOptions(args[0], parameter);
      storage("deleteAlarm()").alarm.set(null, options);
    });
  }

  /** All that `handler` throws rejects the promise: `delete()` alone throws it, as in workerd. */
  static #promised<T>(self: unknown, handler: (target: OperationsTarget) => T): Promise<T> {
    const target = DurableObjectStorageOperations.#targetOf(self);
    return promised(() => handler(target));
  }

  /** Being called on something else is thrown at once, by every method. */
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

/** While the constructor runs there is no telling yet what it will be. */
function checkHandler({ actor }: StorageAccess): void {
  const { instance } = actor;
  if (instance === undefined) return;
  if (typeof (instance as { alarm?: unknown }).alarm === "function") return;
  throw new TypeError(
    "Your Durable Object class must have an alarm() handler in order to call setAlarm()",
  );
}
