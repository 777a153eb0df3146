/** What a host loads only when it is used: a file each, `host-<name>.js`. */
export type PartName =
  | "async-context"
  | "isolation"
  | "node"
  | "node-more"
  | "node-util"
  | "row-counts"
  | "typescript";

/**
 * The URLs of the host's own files. The page sends them: only in a page do all bundlers leave a URL
 * that can be resolved, and a host's own script may come from a `blob:` URL.
 */
export interface HostAssets {
  /** SQLite's WebAssembly. */
  readonly wasm: string;
  readonly parts: Readonly<Record<PartName, string>>;
}
