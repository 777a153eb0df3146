/** What the module `cloudflare:workers` knows of the worker in whose realm it is. */
interface WorkerScope {
  env: object;
  exports: object;
}

const scope: WorkerScope = { env: {}, exports: {} };

/** Sets what `env` and `exports` of `cloudflare:workers` show. To be called before any event. */
export function setWorkerScope({ env = {}, exports = {} }: Partial<WorkerScope>): void {
  scope.env = env;
  scope.exports = exports;
}

/** `env`: the bindings of the worker. What is set here is set for the whole worker. */
export const env: Record<string, unknown> = view(() => scope.env);

/** `exports`: the worker's own entrypoints. Writing has no effect. */
export const exports: Record<string, unknown> = view(() => scope.exports, { readOnly: true });

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
