import { followAsync, frameValue, frameWith, runInFrame } from "../actor/async-frame.ts";

/** What the module `cloudflare:workers` knows of the worker in whose realm it is. */
interface WorkerScope {
  env: object;
  exports: object;
}

const scope: WorkerScope = { env: {}, exports: {} };

/** The keys of what `withEnv()` and `withExports()` set instead, for the code that they run. */
const ENV = {};
const EXPORTS = {};

/**
 * Runs `callback` with another `env` or other `exports` in the module `cloudflare:workers`; undefined
 * leaves them as they are.
 */
export function withScope<T>({ env, exports }: Partial<WorkerScope>, callback: () => T): T {
  followAsync();
  const run =
    exports === undefined ? callback : () => runInFrame(frameWith(EXPORTS, exports), callback);
  return env === undefined ? run() : runInFrame(frameWith(ENV, env), run);
}

/** Sets what `env` and `exports` of `cloudflare:workers` show. To be called before any event. */
export function setWorkerScope({ env = {}, exports = {} }: Partial<WorkerScope>): void {
  scope.env = env;
  scope.exports = exports;
}

/** `env`: the bindings of the worker. What is set here is set for the whole worker. */
export const env: Record<string, unknown> = view(
  () => (frameValue(ENV) as object | undefined) ?? scope.env,
);

/** `exports`: the worker's own entrypoints. Writing has no effect. */
export const exports: Record<string, unknown> = view(
  () => (frameValue(EXPORTS) as object | undefined) ?? scope.exports,
  { readOnly: true },
);

/** An object that shows another one, whichever it is by then. */
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
        // The view itself has nothing: it may show no property that cannot go away.
        return property && { ...property, configurable: true };
      },
      ...writing,
    },
  );
}

let inGlobalScope = false;

/** `api/global-scope.c++`: what leads out of the worker begins in a handler. */
const IN_GLOBAL_SCOPE =
  "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), " +
  "setting a timeout, and generating random values are not allowed within global scope. To fix " +
  "this error, perform this operation within a handler. " +
  "https://developers.cloudflare.com/workers/runtime-apis/handlers/";

/** Says whether the code's modules are running for the first time, and no event yet. */
export function setGlobalScope(running: boolean): void {
  inGlobalScope = running;
}

export function isGlobalScope(): boolean {
  return inGlobalScope;
}

export function globalScopeError(): Error {
  return new Error(IN_GLOBAL_SCOPE);
}

/** @throws {Error} while the code's modules are running for the first time. */
export function requireHandler(): void {
  if (inGlobalScope) throw globalScopeError();
}
