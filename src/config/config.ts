/**
 * What `serve()` takes. The words are workerd's (`workerd.capnp`), and there are no others: no
 * setting for alarms, because where a namespace's storage is decides where its alarms are.
 */
export interface WorkerConfig {
  /** The worker's name, for messages and events. Default: `"main"`. */
  name?: string;

  /**
   * The code, as sources: path to content. The first entry is the main module. Text alone is an
   * ES module, TypeScript where the path ends so, or JSON. Modules import each other by relative
   * path; `cloudflare:workers` is there, and with `nodejs_compat` some of Node's modules. Any
   * further specifier can be given as one more module.
   * Exactly one of `modules` and `worker` must be given.
   */
  modules?: Readonly<Record<string, string | ModuleContent>>;

  /**
   * The code, as a bundled module: makes the Web Worker whose script calls `host(userModule)` of
   * `tabd/worker`.
   */
  worker?: () => Worker;

  /** A date, `YYYY-MM-DD`, as in workerd. */
  compatibilityDate: string;

  /** workerd's compatibility flags; an unknown one is refused by name. */
  compatibilityFlags?: readonly string[];

  durableObjectNamespaces?: readonly NamespaceConfig[];

  /** Where the namespaces' files are. Default: `"none"`. */
  durableObjectStorage?: StorageConfig;

  /** What `env` holds. */
  bindings?: Readonly<Record<string, BindingConfig>>;
}

/** A module by its kind; all but the first are imported by their `default` export. */
export type ModuleContent =
  | { esModule: string }
  /** `namedExports`: what of `module.exports` can be imported by name. */
  | { commonJsModule: string; namedExports?: readonly string[] }
  | { text: string }
  /** Imported as an ArrayBuffer. */
  | { data: ArrayBuffer | Uint8Array }
  /** JSON text, or a value that is no string. */
  | { json: unknown }
  /** Imported as a `WebAssembly.Module`. */
  | { wasm: ArrayBuffer | Uint8Array };

/** A disk of the browser by its name, the memory of the host, or nothing at all. */
export type StorageConfig =
  | {
      localDisk: string;
      /**
       * IndexedDB's durability of each commit. `"relaxed"` (the default) survives every crash of
       * tab and browser; `"strict"` also asks the operating system to flush, at about twice the
       * time.
       */
      durability?: "relaxed" | "strict";
    }
  | "inMemory"
  | "none";

export type NamespaceConfig = DurableNamespaceConfig | EphemeralNamespaceConfig;

/** A class whose objects have storage. */
export interface DurableNamespaceConfig {
  className: string;
  /** Names the namespace's files and makes its ids; two that share it share their objects. */
  uniqueKey: string;
  /** Whether `ctx.storage.sql` is there. */
  enableSql?: boolean;
  /** Never evict an idle object. */
  preventEviction?: boolean;
  /** Puts this namespace in memory beside others on disk. Default: what the worker says. */
  durableObjectStorage?: "inMemory";
  ephemeralLocal?: undefined;
}

/** A class whose objects have no storage and are known by plain strings. */
export interface EphemeralNamespaceConfig {
  className: string;
  ephemeralLocal: true;
  preventEviction?: boolean;
  uniqueKey?: undefined;
}

export type BindingConfig =
  | { durableObjectNamespace: string }
  | { text: string }
  | { json: unknown }
  | { data: ArrayBuffer | Uint8Array }
  | { service: ServiceDesignator }
  /** A Durable Object class without a namespace: facets are made of it. */
  | { durableObjectClass: ServiceDesignator };

/** An export of the worker: its default one, or the one that is named. */
export interface ServiceDesignator {
  /** The worker's own name; there is no other worker. */
  name?: string;
  entrypoint?: string;
  /** What is found there as `ctx.props`: any object that JSON has. Default: an empty one. */
  props?: unknown;
}
