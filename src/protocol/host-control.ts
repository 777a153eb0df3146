import type { ActorSelector } from "./actor-selector.ts";
import type { ReportedError } from "./events.ts";
import type { SqlResult } from "./host-inspect.ts";

/**
 * Changes the state of objects, for tools and tests.
 *
 * Writes go through the object's own storage and gates. An object that does not run is started, and
 * each call resolves when its write is durable. For a facet (`actor.facet`) its object is started,
 * but not the facet itself: only the object's code can start it. The file of a facet that does not
 * run is written directly.
 *
 * Every method throws an `Error` for an unknown class, id or facet; the message says what to do.
 */
export interface HostControl {
  /** Stores a value under a key, like `storage.put()`. */
  putKv(actor: ActorSelector, key: string, value: unknown): Promise<void>;

  /** Deletes a key. @returns whether it existed. */
  deleteKv(actor: ActorSelector, key: string): Promise<boolean>;

  /**
   * Runs SQL like the object's own `ctx.storage.sql.exec()`, with its rules and limits. Returns at
   * most 1,000 rows.
   *
   * @throws {Error} with SQLite's message.
   */
  sql(actor: ActorSelector, query: string, ...bindings: unknown[]): Promise<SqlResult>;

  /**
   * Delivers the object's pending alarm now, whatever its time. Resolves when the handler has
   * ended, also if it failed. Retries follow as usual.
   *
   * @throws {Error} when the object has no alarm, or its handler runs already. Facets have none.
   */
  runAlarm(actor: ActorSelector): Promise<AlarmRunReport>;

  /** Deletes the object's alarm. @returns whether it had one. */
  deleteAlarm(actor: ActorSelector): Promise<boolean>;

  /**
   * Makes the next delivery of the object's alarm fail before its handler is called, with an
   * `Error` of this message. Applies once, and ends with the host.
   */
  failNextAlarm(actor: ActorSelector, message?: string): Promise<void>;

  /**
   * Evicts an object, as ten idle seconds do. Its hibernatable WebSockets stay open.
   *
   * @throws {Error} for an object that does not run or is busy, and for a facet.
   */
  evict(actor: ActorSelector): Promise<void>;

  /**
   * Resets an object or facet, like its own `ctx.abort(reason)`: uncommitted writes are lost, and
   * every caller gets the reason.
   *
   * @throws {Error} when it does not run.
   */
  abort(actor: ActorSelector, reason?: string): Promise<void>;
}

/** Events of the worker's default export. */
export interface HostTriggers {
  /** See `Server.scheduled()`. */
  scheduled(event: ScheduledEvent): Promise<ScheduledResult>;
}

export interface ScheduledEvent {
  readonly cron: string;
  /** In ms. Default: the host's time. */
  readonly scheduledTime?: number;
}

/** How a `scheduled()` handler ended. */
export interface ScheduledResult {
  readonly outcome: "ok" | "exception";
  /** Whether the handler called `noRetry()`. */
  readonly noRetry: boolean;
}

/** Moves all files of a host. */
export interface HostFiles {
  /** Every file, at one moment. */
  exportFiles(options?: ExportOptions): Promise<FileArchive>;

  /** Stores all of these checked files, or none. */
  importFiles(archive: FileArchive, options?: ImportOptions): Promise<FilesReport>;

  /** Deletes every file. @returns how many there were. */
  wipe(): Promise<number>;
}

/** The result of `runAlarm()`. */
export interface AlarmRunReport {
  /**
   * `canceled`: the object's own record has another time, or none; `no-handler`: its class has no
   * `alarm()`.
   */
  readonly outcome: "succeeded" | "failed" | "canceled" | "no-handler";
  /** The thrown error, if any. */
  readonly error: ReportedError | null;
}

export interface ExportOptions {
  /** Leaves out files that cannot be read, and names them, instead of failing. */
  readonly skipDamaged?: boolean | undefined;
}

export interface ImportOptions {
  /** Replaces existing files. Default: false. */
  readonly overwrite?: boolean | undefined;
}

/** The files that an import stored. */
export interface FilesReport {
  /** The paths of all imported files, in order. */
  readonly imported: string[];
  /** The paths of files that replaced an existing file. */
  readonly replaced: string[];
}

export interface ImportReport extends FilesReport {
  /** The files into which a log (`-wal`) was replayed. */
  readonly replayed: string[];
}

/** Files in transit, in a blob: the limit of 32 MiB for values does not apply to blobs. */
export interface FileArchive {
  /** The paths and lengths in bytes of the files, in the order in which `bytes` has them. */
  readonly files: readonly (readonly [path: string, length: number])[];
  readonly bytes: Blob;
  /** The paths of files that were left out. */
  readonly damaged: readonly string[];
}
