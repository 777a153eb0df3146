import { followAsync, frameValue, frameWith, runInFrame } from "../actor/async-frame.ts";

/** The state of the module `cloudflare:workers`. */
interface WorkerScope {
  env: object;
  exports: object;
}

const scope: WorkerScope = { env: {}, exports: {} };

/** Frame keys of the values that `withEnv()` and `withExports()` set. */
const ENV = {};
const EXPORTS = {};

/**
 * Runs `callback` with another `env` or other `exports` in the module `cloudflare:workers`; undefined
 * changes nothing.
 */
export function withScope<T>({ env, exports }: Partial<WorkerScope>, callback: () => T): T {
  followAsync();
  const run =
    exports === undefined ? callback : () => runInFrame(frameWith(EXPORTS, exports), callback);
  return env === undefined ? run() : runInFrame(frameWith(ENV, env), run);
}

/** Sets `env` and `exports` of `cloudflare:workers`. Called before any event. */
export function setWorkerScope({ env = {}, exports = {} }: Partial<WorkerScope>): void {
  scope.env = env;
  scope.exports = exports;
}

/** `env`: the worker's bindings. Assignments apply to the whole worker. */
export const env: Record<string, unknown> = view(
  () => (frameValue(ENV) as object | undefined) ?? scope.env,
);

/** `exports`: the worker's own entrypoints. Assignments have no effect. */
export const exports: Record<string, unknown> = view(
  () => (frameValue(EXPORTS) as object | undefined) ?? scope.exports,
  { readOnly: true },
);

/** An object that always shows the current target. */
function view(target: () => object, { readOnly = false } = {}): Record<string, unknown> {
  const writing: ProxyHandler<object> = readOnly
    ? { set: () => true, defineProperty: () => true, deleteProperty: () => true }
    : {
        set: (_view, name, value) => Reflect.set(target(), name, value),
        defineProperty: (_view, name, property) => Reflect.defineProperty(target(), name, property),
        deleteProperty: (_view, name) => Reflect.deleteProperty(target(), name),
      };
  return new Proxy(
    {},
    {
      get: (_view, name) => Reflect.get(target(), name) as unknown,
      has: (_view, name) => Reflect.has(target(), name),
      ownKeys: () => Reflect.ownKeys(target()),
      getOwnPropertyDescriptor: (_view, name) => {
        const property = Reflect.getOwnPropertyDescriptor(target(), name);
        // A proxy of an empty object may only report configurable properties.
        return property && { ...property, configurable: true };
      },
      ...writing,
    },
  );
}

let inGlobalScope = false;

/** `api/global-scope.c++` */
const IN_GLOBAL_SCOPE =
  "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), " +
  "setting a timeout, and generating random values are not allowed within global scope. To fix " +
  "this error, perform this operation within a handler. " +
  "https://developers.cloudflare.com/workers/runtime-apis/handlers/";

/** @param running whether the worker's modules are being evaluated. */
export function setGlobalScope(running: boolean): void {
  inGlobalScope = running;
}

export function isGlobalScope(): boolean {
  return inGlobalScope;
}

export function globalScopeError(): Error {
  return new Error(IN_GLOBAL_SCOPE);
}

/** @throws {Error} while the worker's modules are being evaluated. */
export function requireHandler(): void {
  if (inGlobalScope) throw globalScopeError();
}
