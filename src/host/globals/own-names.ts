import { apply, bare, capture, construct, defineProperty } from "./captured.ts";
import { closeMember, definePlatform } from "./define-global.ts";

/** The prefix of tabd's own channels, locks and databases. */
const OWN_PREFIX = "tabd:";

/**
 * Globals that reach the page, end the host, or create a script whose globals are not guarded.
 * workerd has none of them.
 */
const CLOSED = ["postMessage", "close", "Worker", "SharedWorker"];

/** The methods behind a host's own connections: a replacement would receive their ports. */
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

const slice = capture<string, [number, number], string>(String.prototype.slice);
const then = capture<Promise<unknown>, [(value: unknown) => unknown], Promise<unknown>>(
  Promise.prototype.then as never,
);
const reject = Promise.reject.bind(Promise);

/**
 * Keeps the user's code away from the messages between hosts and pages, and from tabd's disks. The
 * code cannot open a channel, lock or database with one of tabd's names, does not see these names
 * in lists, and cannot reach the page. tabd's own modules took the platform's methods before.
 *
 * The guards run in the realm of the guarded code. So they call builtins only through
 * `captured.ts`, and use nothing that this code can replace: no method of a string or an array, no
 * iterator, no `await`.
 *
 * Other scripts of the same origin have ways that no guard can close. `serve()`'s option `isolate`
 * runs untrusted code in another origin instead.
 */
export function guardOwnNames(): void {
  for (const name of CLOSED) closeMember(globalThis, name);
  // Each bucket has its own databases, caches and locks.
  closeMember(globalThis.navigator, "storageBuckets");
  guardChannels();
  guardLocks();
  guardDatabases();
}

function guardChannels(): void {
  const Channel = globalThis.BroadcastChannel;
  const guarded = new Proxy(
    Channel,
    bare<ProxyHandler<typeof Channel>>({
      construct(target, args: unknown[], newTarget) {
        // Without arguments the platform has its own complaint.
        if (args.length === 0) return construct(target, args, newTarget) as object;
        // Made a string once: an object could give another one the next time.
        const name = `${args[0] as string}`;
        if (isOwn(name)) throw refusal("BroadcastChannel", name);
        return construct(target, [name], newTarget) as object;
      },
    }),
  );
  definePlatform(globalThis, "BroadcastChannel", guarded);
  definePlatform(Channel.prototype, "constructor", guarded);
}

function guardLocks(): void {
  const locks = globalThis.navigator.locks as LockManager | undefined;
  if (locks === undefined) return;
  const prototype = Object.getPrototypeOf(locks) as object;
  guardName(prototype, "request", (name) => reject(refusal("lock", name)));
  replace(
    prototype,
    "query",
    (query) => (self) =>
      filtered(apply(query, self, []), (found) => {
        const { held, pending } = found as LockManagerSnapshot;
        return { held: foreign(held), pending: foreign(pending) };
      }),
  );
}

function guardDatabases(): void {
  const prototype = globalThis.IDBFactory?.prototype as object | undefined;
  if (prototype === undefined) return;
  for (const method of ["open", "deleteDatabase"]) {
    guardName(prototype, method, (name) => {
      throw refusal("database", name);
    });
  }
  replace(
    prototype,
    "databases",
    (databases) => (self) =>
      filtered(apply(databases, self, []), (found) => foreign(found as IDBDatabaseInfo[])),
  );
  for (const name of DATABASE_CLASSES) {
    const found = (globalThis as unknown as Record<string, { prototype: object } | undefined>)[
      name
    ];
    if (found !== undefined) Object.freeze(found.prototype);
  }
}

/** Guards a method of the platform whose first argument is a name. */
function guardName(prototype: object, name: string, refuse: (name: string) => unknown): void {
  replace(prototype, name, (method) => (self, args) => {
    // Without arguments the platform has its own complaint.
    if (args.length === 0 || args[0] === undefined) return apply(method, self, []);
    const text = `${args[0] as string}`;
    if (isOwn(text)) return refuse(text);
    args[0] = text;
    return apply(method, self, args);
  });
}

/** Replaces a method of the platform, if the engine has it. */
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

/** Maps a promise's value before any other code sees it. */
function filtered(promise: unknown, filter: (found: unknown) => unknown): Promise<unknown> {
  // `then` reads the promise's constructor, which user code could make a getter.
  defineProperty(promise as object, "constructor", bare({ value: undefined }));
  return then(promise as Promise<unknown>, filter);
}

/** The names that are not tabd's. */
function foreign<T extends { readonly name?: string }>(all: readonly T[] = []): T[] {
  const found: T[] = [];
  for (let i = 0; i < all.length; i++) {
    const one = all[i];
    if (one !== undefined && !isOwn(one.name)) found[found.length] = one;
  }
  return found;
}

function isOwn(name: string | undefined): boolean {
  return name !== undefined && slice(name, 0, OWN_PREFIX.length) === OWN_PREFIX;
}

function refusal(kind: string, name: string): TypeError {
  return new TypeError(
    `The ${kind} "${name}" cannot be used by a worker's code: names that begin with ` +
      `"${OWN_PREFIX}" are tabd's own. Take another name.`,
  );
}
