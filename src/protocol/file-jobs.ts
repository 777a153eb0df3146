import type { FileArchive } from "./host-control.ts";

/**
 * A job of the files worker, a Web Worker for one job. It runs no user code. The page terminates it
 * when the job is done or takes too long.
 */
export type FileJob =
  /** Checks files before they are imported. `wasm` is the URL of SQLite. */
  | { readonly type: "check"; readonly archive: FileArchive; readonly wasm: string }
  /** Reads every file of a disk. SQLite opens none of them. */
  | { readonly type: "export"; readonly disk: string; readonly skipDamaged: boolean }
  /** Deletes every file of a disk. SQLite opens none of them. */
  | { readonly type: "wipe"; readonly disk: string };

/** What a job gives. */
export interface FileJobResults {
  readonly check: CheckedFiles;
  readonly export: FileArchive;
  /** How many files there were. */
  readonly wipe: number;
}

/** Files that may be imported: their logs are replayed. */
export interface CheckedFiles {
  readonly archive: FileArchive;
  /** The paths of the files into which a log was replayed. */
  readonly replayed: string[];
}

/** Messages from the files worker. */
export type FileJobMessage =
  /** It listens: the page sends the job. */
  | { readonly type: "ready" }
  /** It begins with a file of so many bytes. */
  | { readonly type: "file"; readonly path: string; readonly size: number }
  | { readonly type: "done"; readonly result: FileJobResults[keyof FileJobResults] }
  | { readonly type: "failed"; readonly name: string; readonly message: string };
