import { definePlatform } from "./define-global.ts";

/** Channels, locks, databases and caches whose names begin so are tabd's own. */
const OWN_PREFIX = "tabd:";

/**
 * What reaches the page or ends the host, or makes another script whose globals nobody guards.
 * workerd has none of these.
 */
const CLOSED = ["postMessage", "close", "Worker", "SharedWorker"];

/** What a host's own connections are made of: a method in its place would be handed them. */
const DATABASE_CLASSES = [
  "IDBFactory",
  "IDBOpenDBRequest",
  "IDBRequest",
  "IDBDatabase",
  "IDBTransaction",
  "IDBObjectStore",
  "IDBIndex",
  "IDBCursor",
  "IDBCursorWithValue",
  "IDBKeyRange",
];

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Keeps what hosts say to each other and to their pages, and what they store, out of the user's
 * code's hands: it gets no channel, lock, database or cache of tabd's names, does not see these
 * names in lists, and has no way to the page. What is tabd's has taken the platform's own before.
 *
 * This guards against accidents and against code that tries its luck; whatever else runs in the
 * same origin has means that no host can take away.
 */
export function guardOwnNames(): void {
  for (const name of CLOSED) closeGlobal(name);
  guardChannels();
  guardLocks();
  guardDatabases();
  guardCaches();
}

/** Makes a global undefined, wherever in the scope's chain of prototypes the engine has it. */
function closeGlobal(name: string): void {
  if (name in globalThis) definePlatform(globalThis, name, undefined);
  let scope: object | null = Object.getPrototypeOf(globalThis) as object | null;
  for (; scope !== null; scope = Object.getPrototypeOf(scope) as object | null) {
    if (Object.hasOwn(scope, name)) definePlatform(scope, name, undefined);
  }
}

function guardChannels(): void {
  const Channel = globalThis.BroadcastChannel;
  const guarded = new Proxy(Channel, {
    construct(target, [name, ...rest]: unknown[], newTarget) {
      // Made a string once: an object could give another one the next time.
      const text = String(name);
      refuse("BroadcastChannel", text);
      return Reflect.construct(target, [text, ...rest], newTarget) as object;
    },
  });
  definePlatform(globalThis, "BroadcastChannel", guarded);
  definePlatform(Channel.prototype, "constructor", guarded);
}

function guardLocks(): void {
  const locks = globalThis.navigator.locks as LockManager | undefined;
  if (locks === undefined) return;
  const prototype = Object.getPrototypeOf(locks) as object;
  guardName(prototype, "request", "lock");
  replace(prototype, "query", (query) => async (self) => {
    const { held, pending } = (await Reflect.apply(query, self, [])) as LockManagerSnapshot;
    const foreign = (all: LockInfo[] = []): LockInfo[] => all.filter(({ name }) => !isOwn(name));
    return { held: foreign(held), pending: foreign(pending) };
  });
}

function guardDatabases(): void {
  const prototype = globalThis.IDBFactory?.prototype as object | undefined;
  if (prototype === undefined) return;
  for (const method of ["open", "deleteDatabase"]) guardName(prototype, method, "database");
  replace(prototype, "databases", (databases) => async (self) => {
    const all = (await Reflect.apply(databases, self, [])) as IDBDatabaseInfo[];
    return all.filter(({ name }) => !isOwn(name));
  });
  for (const name of DATABASE_CLASSES) {
    const found = (globalThis as unknown as Record<string, { prototype: object } | undefined>)[
      name
    ];
    if (found !== undefined) Object.freeze(found.prototype);
  }
}

function guardCaches(): void {
  const prototype = (globalThis as { CacheStorage?: { prototype: object } }).CacheStorage
    ?.prototype;
  if (prototype === undefined) return;
  for (const method of ["open", "has", "delete"]) guardName(prototype, method, "cache");
  replace(prototype, "keys", (keys) => async (self) => {
    const all = (await Reflect.apply(keys, self, [])) as string[];
    return all.filter((name) => !isOwn(name));
  });
}

/** Guards a method of the platform whose first argument is a name. */
function guardName(prototype: object, name: string, kind: string): void {
  replace(prototype, name, (method) => (self, [given, ...rest]) => {
    // Without arguments the platform has its own complaint.
    if (given === undefined) return Reflect.apply(method, self, []);
    const text = String(given);
    if (kind === "database") refuse(kind, text);
    else if (isOwn(text)) return Promise.reject(refusal(kind, text));
    return Reflect.apply(method, self, [text, ...rest]);
  });
}

/** Puts a function in the place of a method of the platform, where the engine has that. */
function replace(
  prototype: object,
  name: string,
  make: (method: Method) => (self: unknown, args: unknown[]) => unknown,
): void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== "function") return;
  const run = make(method as Method);
  const guarded: Method = function (...args) {
    return run(this, args);
  };
  Object.defineProperty(guarded, "name", { value: name });
  definePlatform(prototype, name, guarded);
}

function isOwn(name: string | undefined): boolean {
  return name?.startsWith(OWN_PREFIX) === true;
}

function refuse(kind: string, name: string): void {
  if (isOwn(name)) throw refusal(kind, name);
}

function refusal(kind: string, name: string): TypeError {
  return new TypeError(
    `The ${kind} "${name}" cannot be used by a worker's code: names that begin with ` +
      `"${OWN_PREFIX}" are tabd's own. Take another name.`,
  );
}
