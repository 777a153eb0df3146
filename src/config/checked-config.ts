import type { Compatibility } from "./compatibility.ts";
import type { CheckedModule } from "./module-content.ts";

/**
 * A complete and consistent configuration. Everything except `code.worker` can be sent to another
 * thread.
 */
export interface CheckedConfig {
  readonly name: string;
  readonly code: CheckedCode;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** The flags that are on, by date and by name. */
  readonly compatibility: Compatibility;
  /** In the order of the configuration. */
  readonly namespaces: readonly CheckedNamespace[];
  readonly storage: CheckedStorage;
  /** In the order of the configuration. */
  readonly bindings: readonly CheckedBinding[];
}

export type CheckedCode =
  /** Path and content of each module; the first is the main one. At least one. */
  | { readonly kind: "modules"; readonly modules: readonly (readonly [string, CheckedModule])[] }
  | { readonly kind: "worker"; readonly worker: () => Worker }
  /** A bundled module, as seen in the worker that has loaded it. */
  | { readonly kind: "loaded" };

export type CheckedStorage =
  | {
      readonly kind: "localDisk";
      readonly name: string;
      readonly durability: "relaxed" | "strict";
    }
  | { readonly kind: "inMemory" }
  | { readonly kind: "none" };

export type CheckedNamespace =
  | {
      readonly kind: "durable";
      readonly className: string;
      readonly uniqueKey: string;
      /** This namespace's own setting, else the worker's. */
      readonly storage: "localDisk" | "inMemory";
      readonly enableSql: boolean;
      readonly preventEviction: boolean;
    }
  | {
      readonly kind: "ephemeral";
      readonly className: string;
      readonly preventEviction: boolean;
    };

export type CheckedBinding = { readonly name: string } & (
  | { readonly kind: "durableObjectNamespace"; readonly className: string }
  | { readonly kind: "text"; readonly text: string }
  /** JSON text, so that each parse gives a new value. */
  | { readonly kind: "json"; readonly json: string }
  /** A copy. */
  | { readonly kind: "data"; readonly data: Uint8Array<ArrayBuffer> }
  /** This worker's default export or a named entrypoint; `props` as JSON text. */
  | ({ readonly kind: "service" } & CheckedDesignator)
  | ({ readonly kind: "durableObjectClass" } & CheckedDesignator)
);

export interface CheckedDesignator {
  readonly entrypoint: string | undefined;
  /** JSON text; undefined if there are none. */
  readonly props: string | undefined;
}

/** The name of the disk that a namespace uses; undefined if none does. */
export function diskOf({ namespaces, storage }: CheckedConfig): string | undefined {
  const uses = namespaces.some((one) => one.kind === "durable" && one.storage === "localDisk");
  return uses && storage.kind === "localDisk" ? storage.name : undefined;
}
