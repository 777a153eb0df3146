/**
 * The configuration for `serve()`, with workerd's field names (`workerd.capnp`). There is no setting
 * for alarms: they are stored with their namespace's storage.
 */
export interface WorkerConfig {
  /** The worker's name, for messages and events. Default: `"main"`. */
  name?: string;

  /**
   * The code as sources: path to content. The first entry is the main module. A string is an ES
   * module, or TypeScript or JSON by the path's ending. Modules import each other by relative path;
   * `cloudflare:workers` and, with `nodejs_compat`, Node's modules can be imported. Other
   * specifiers need a module of that name.
   * Exactly one of `modules` and `worker` must be given.
   */
  modules?: Readonly<Record<string, string | ModuleContent>>;

  /**
   * The code as a bundled module: creates the Web Worker whose script calls `host(userModule)` of
   * `tabd/worker`.
   */
  worker?: () => Worker;

  /** A date, `YYYY-MM-DD`, as in workerd. */
  compatibilityDate: string;

  /** workerd's compatibility flags; an unknown one is refused. */
  compatibilityFlags?: readonly string[];

  durableObjectNamespaces?: readonly NamespaceConfig[];

  /** Where the namespaces' files are stored. Default: `"none"`. */
  durableObjectStorage?: StorageConfig;

  /** The contents of `env`. */
  bindings?: Readonly<Record<string, BindingConfig>>;
}

/** A module by its kind; all but ES modules are imported by their `default` export. */
export type ModuleContent =
  | { esModule: string }
  /** `namedExports`: properties of `module.exports` that can be imported by name. */
  | { commonJsModule: string; namedExports?: readonly string[] }
  | { text: string }
  /** Imported as an ArrayBuffer. */
  | { data: ArrayBuffer | Uint8Array }
  /** JSON text, or a value that is not a string. */
  | { json: unknown }
  /** Imported as a `WebAssembly.Module`. */
  | { wasm: ArrayBuffer | Uint8Array };

/** A named disk in the browser, the host's memory, or no storage. */
export type StorageConfig =
  | {
      localDisk: string;
      /**
       * IndexedDB's durability of each commit. `"relaxed"` (the default) survives crashes of tab and
       * browser; `"strict"` also asks the operating system to flush, and takes about twice as long.
       */
      durability?: "relaxed" | "strict";
    }
  | "inMemory"
  | "none";

export type NamespaceConfig = DurableNamespaceConfig | EphemeralNamespaceConfig;

/** A class whose objects have storage. */
export interface DurableNamespaceConfig {
  className: string;
  /** Determines the namespace's files and ids; the same key on the same disk means the same objects. */
  uniqueKey: string;
  /** Whether `ctx.storage.sql` exists. */
  enableSql?: boolean;
  /** Never evict an idle object. */
  preventEviction?: boolean;
  /** Keeps this namespace in memory. Default: the worker's `durableObjectStorage`. */
  durableObjectStorage?: "inMemory";
  ephemeralLocal?: undefined;
}

/** A class whose objects have no storage and are identified by plain strings. */
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
  /** A Durable Object class without a namespace, for facets. */
  | { durableObjectClass: ServiceDesignator };

/** An export of the worker: the default one, or `entrypoint`. */
export interface ServiceDesignator {
  /** The worker's own name; there is no other worker. */
  name?: string;
  entrypoint?: string;
  /** The value of `ctx.props` there: a JSON object. Default: `{}`. */
  props?: unknown;
}
