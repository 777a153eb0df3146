import type { Compatibility } from "./compatibility.ts";
import type { CheckedModule } from "./module-content.ts";

/**
 * A configuration that was checked: nothing is missing, nothing contradicts anything else. All but
 * `code.worker` can be sent to another thread.
 */
export interface CheckedConfig {
  readonly name: string;
  readonly code: CheckedCode;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** What date and flags come to. */
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
  /** A bundled module, seen from the worker that it was loaded in. */
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
      /** Where this namespace's files are: its own word, else the worker's. */
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
  /** As JSON text: whoever parses it has a value of its own. */
  | { readonly kind: "json"; readonly json: string }
  /** A copy. */
  | { readonly kind: "data"; readonly data: Uint8Array<ArrayBuffer> }
  /** This worker's default export, or the entrypoint that is named; `props` as JSON text. */
  | ({ readonly kind: "service" } & CheckedDesignator)
  | ({ readonly kind: "durableObjectClass" } & CheckedDesignator)
);

export interface CheckedDesignator {
  readonly entrypoint: string | undefined;
  /** JSON text; undefined where there are none. */
  readonly props: string | undefined;
}

/** The disk that the configuration's namespaces are on; undefined where none is. */
export function diskOf({ namespaces, storage }: CheckedConfig): string | undefined {
  const uses = namespaces.some((one) => one.kind === "durable" && one.storage === "localDisk");
  return uses && storage.kind === "localDisk" ? storage.name : undefined;
}
