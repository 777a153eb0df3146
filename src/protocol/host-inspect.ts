import type { ActorSelector } from "./actor-selector.ts";
import type { VerifyReport } from "./verify-report.ts";

/** Reads the state of a host. Reading starts no object and changes nothing. */
export interface HostInspect {
  /** The namespaces, in the order of the configuration. */
  namespaces(): Promise<NamespaceInfo[]>;

  /** The objects that run now, of one class or of all. */
  actors(className?: string): Promise<ActorInfo[]>;

  /** Pending alarms, earliest first, and their total number. Default limit: 1,000. */
  alarms(query?: {
    className?: string;
    limit?: number;
    offset?: number;
  }): Promise<{ readonly alarms: AlarmInfo[]; readonly total: number }>;

  /**
   * Every object that runs, has a file, or has hibernating WebSockets; its state and its facets.
   * Reads the facet indexes, but no other files. Default limit: 1,000.
   */
  objects(query?: ObjectQuery): Promise<ObjectList>;

  /**
   * The decoded keys and values of an object, or of its facet (`actor.facet`), in key order. A
   * running object's uncommitted writes are included. Default limit: 1,000 keys, 4 MiB of values.
   *
   * @throws {Error} for an unknown class, id or facet; the message names the facets that exist.
   */
  kv(actor: ActorSelector, query?: KvQuery): Promise<KvList>;

  /**
   * Runs one reading statement on any table of the object or facet, tabd's own tables included.
   * Returns at most 1,000 rows.
   *
   * @throws {Error} for a statement that writes: use `control.sql()`. Else SQLite's message.
   */
  sql(actor: ActorSelector, query: string, ...bindings: unknown[]): Promise<SqlResult>;

  /** The rows of a namespace's `_cf_ALARM`, earliest alarm first. Default limit: 1,000. */
  alarmTable(
    className: string,
    query?: { readonly limit?: number; readonly offset?: number },
  ): Promise<AlarmTableRows>;

  /** The hibernatable WebSockets of one class or of all. */
  sockets(className?: string): Promise<SocketInfo[]>;

  /** The files, on disk and in memory, in path order. */
  files(): Promise<{ readonly path: string; /** In bytes. */ readonly size: number }[]>;

  /** The bytes of a file: an SQLite database. @throws {Error} when there is no such file. */
  readFile(path: string): Promise<Uint8Array>;

  /**
   * The raw records of a file on disk, also of a damaged file that `readFile()` refuses.
   *
   * @throws {Error} when the disk has no record of it.
   */
  readRaw(path: string): Promise<RawFileRecord[]>;

  /** Checks every file with SQLite, and compares the two places of each alarm. */
  verify(): Promise<VerifyReport>;
}

/** One unmodified record of a file in IndexedDB. */
export interface RawFileRecord {
  /** The kind of record, the file's path or the commit's number, and the chunk's number. */
  readonly key: readonly (string | number)[];
  /** Undefined if the browser cannot read it. */
  readonly value: unknown;
}

export interface NamespaceInfo {
  readonly className: string;
  /** Absent for an ephemeral namespace. */
  readonly uniqueKey?: string;
  readonly storage: "disk" | "memory" | "none";
  readonly runningActors: number;
  readonly pendingAlarms: number;
}

export interface ActorInfo {
  readonly className: string;
  readonly id: string;
  readonly name: string | null;
}

export interface AlarmInfo {
  readonly className: string;
  readonly id: string;
  readonly name: string | null;
  /** The time that it was set for, in ms since the epoch. */
  readonly scheduledTime: number;
  /** When it is tried next, in ms since the epoch: later than `scheduledTime` after a failure. */
  readonly nextTry: number;
  /** Tries that failed so far. */
  readonly retryCount: number;
  readonly running: boolean;
}

/** Which objects to list. */
export interface ObjectQuery {
  /** Only objects of this class. */
  readonly className?: string | undefined;
  /** Only objects whose name or id contains this text. */
  readonly search?: string | undefined;
  /** Default: 1,000. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

export interface ObjectList {
  /** Ordered by class; in a class, objects in memory come first, then by id. */
  readonly objects: ObjectInfo[];
  /** The number of all of them, independent of `limit` and `offset`. */
  readonly total: number;
}

/**
 * - `running`: it is starting, handles an event, or waits for a timer, a promise or a WebSocket.
 * - `idle`: it is in memory without work; it is evicted after ten idle seconds.
 * - `hibernating`: it is not in memory, and the runtime keeps WebSockets for it.
 * - `broken`: an error ended it, and it has not been started since.
 * - `cold`: it has a file and nothing else.
 */
export type ObjectState = "running" | "idle" | "hibernating" | "broken" | "cold";

export interface ObjectInfo {
  readonly className: string;
  readonly id: string;
  /** The name from which the id was made; null if it is not known. Files do not have it. */
  readonly name: string | null;
  readonly state: ObjectState;
  /** The error that ended it, if it is `broken`; else null. */
  readonly problem: string | null;
  /** When its alarm runs next, in ms since the epoch; null without an alarm. */
  readonly nextAlarm: number | null;
  /** In bytes, without its facets' files; 0 without a file. */
  readonly fileSize: number;
  /** Its facets, in the order in which they were used first. */
  readonly facets: readonly FacetInfo[];
  /** Why its facet index cannot be read and its facets are not listed; else null. */
  readonly facetsProblem: string | null;
}

/** - `running`, `idle` and `cold`: as of an object. A facet goes when its object goes. */
export type FacetState = "running" | "idle" | "cold";

/** A facet that runs, has a file, or has such facets below it. */
export interface FacetInfo {
  readonly name: string;
  /** Its latest class since the host started; null if it has not run since. */
  readonly className: string | null;
  readonly state: FacetState;
  /** In bytes, without the files of facets below it; 0 without a file. */
  readonly fileSize: number;
  /** The facets below it. */
  readonly facets: readonly FacetInfo[];
}

/** Selects keys of an object. */
export interface KvQuery {
  readonly prefix?: string | undefined;
  /** The first key, inclusive. */
  readonly start?: string | undefined;
  /** The first key, exclusive: the last key of the previous result, to continue after it. */
  readonly startAfter?: string | undefined;
  /** Default: 1,000. */
  readonly limit?: number | undefined;
}

export interface KvList {
  readonly entries: KvEntry[];
  /** Whether more keys follow: the result ended at the limit, or at 4 MiB of values. */
  readonly more: boolean;
}

export interface KvEntry {
  readonly key: string;
  /** The value that `storage.get()` returns. */
  readonly value: unknown;
  /** The length of the stored value. */
  readonly bytes: number;
  /** Why the bytes cannot be decoded; `value` is then a `Uint8Array` of the bytes. */
  readonly problem?: string;
}

/** A value of a row, of the same type as in the object's own `sql`. */
export type SqlResultValue = ArrayBuffer | string | number | null;

export interface SqlResult {
  readonly columns: string[];
  /** In the order of the columns. */
  readonly rows: SqlResultValue[][];
  /** Whether rows are missing: a result has at most 1,000 rows, and 4 MiB. */
  readonly truncated: boolean;
  /** How many rows an INSERT, UPDATE or DELETE changed. */
  readonly rowsWritten: number;
}

/** An unmodified row of `_cf_ALARM`. */
export interface AlarmTableRow {
  readonly actor_id: string;
  /** Nanoseconds since the epoch. */
  readonly scheduled_time: bigint | null;
  readonly actor_name: string | null;
}

export interface AlarmTableRows {
  readonly rows: AlarmTableRow[];
  /** The number of all of them, independent of `limit` and `offset`. */
  readonly total: number;
}

/** A WebSocket that an object gave to the runtime with `ctx.acceptWebSocket()`. */
export interface SocketInfo {
  readonly className: string;
  readonly id: string;
  readonly name: string | null;
  /** The path of the facet that has it; empty for the object itself. */
  readonly facet: readonly string[];
  readonly tags: string[];
  readonly state: "open" | "closing" | "closed";
  /** Whether its object is not in memory: a message starts it. */
  readonly hibernating: boolean;
}
