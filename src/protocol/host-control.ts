import type { ActorSelector } from "./actor-selector.ts";
import type { ReportedError } from "./events.ts";
import type { SqlResult } from "./host-inspect.ts";

/**
 * Hands on what is there. What is written goes through the object's own storage and gates: the
 * object is started where it does not run, and the answer comes when the write is durable. Of a
 * facet, the object is started, and the facet is not: only its object's code can do that. Where it
 * does not run its file is written.
 *
 * Facets have no alarms and go with their object: what is about alarms, and `evict()`, refuses them.
 */
export interface HostControl {
  putKv(actor: ActorSelector, key: string, value: unknown): Promise<void>;

  /** @returns whether the key was there. */
  deleteKv(actor: ActorSelector, key: string): Promise<boolean>;

  /** Runs SQL as the object's own `ctx.storage.sql.exec()` would. */
  sql(actor: ActorSelector, query: string, bindings?: readonly unknown[]): Promise<SqlResult>;

  /** Delivers the pending alarm now. */
  runAlarm(actor: ActorSelector): Promise<AlarmRunReport>;

  /** @returns whether there was one. */
  deleteAlarm(actor: ActorSelector): Promise<boolean>;

  /** Lets the next delivery of the object's alarm fail before its handler is called. */
  failNextAlarm(actor: ActorSelector, message?: string): Promise<void>;

  /** Takes the object out of memory, as when it has been idle. */
  evict(actor: ActorSelector): Promise<void>;

  /** Resets the object, as `ctx.abort()` does. */
  abort(actor: ActorSelector, reason?: string): Promise<void>;

  /** Every file, at one moment. */
  exportFiles(options?: ExportOptions): Promise<FileArchive>;

  /** Puts checked files in their places, all or none. */
  importFiles(archive: FileArchive, options?: ImportOptions): Promise<FilesReport>;

  /** Deletes every file. @returns how many there were. */
  wipe(): Promise<number>;
}

/** What became of an alarm that was delivered on demand. */
export interface AlarmRunReport {
  /**
   * `canceled`: the object's own record names another time, or none; `no-handler`: its class has no
   * `alarm()`.
   */
  readonly outcome: "succeeded" | "failed" | "canceled" | "no-handler";
  /** What was thrown, where something was. */
  readonly error: ReportedError | null;
}

export interface ExportOptions {
  /** Leaves out files that cannot be read, and names them, instead of failing. */
  readonly skipDamaged?: boolean | undefined;
}

export interface ImportOptions {
  /** Whether files that are there already may be replaced. Default: false. */
  readonly overwrite?: boolean | undefined;
}

/** What an import did to a disk. */
export interface FilesReport {
  /** The paths of the files that are there now, in order. */
  readonly imported: string[];
  /** Those of them that took the place of another. */
  readonly replaced: string[];
}

export interface ImportReport extends FilesReport {
  /** The files into which a log (`-wal`) was replayed. */
  readonly replayed: string[];
}

/** Files as they cross: a value may have 32 MiB, but what is in a blob does not count. */
export interface FileArchive {
  /** The paths and lengths in bytes of the files, in the order in which `bytes` has them. */
  readonly files: readonly (readonly [path: string, length: number])[];
  readonly bytes: Blob;
  /** The paths of files that were left out. */
  readonly damaged: readonly string[];
}
