/** What `verify()` found. It crosses to the page as it is. */
export interface VerifyReport {
  /** Every file of the server, in the order of the paths. */
  readonly files: readonly VerifiedFile[];
  /** The alarms whose two places do not agree; files that are damaged are left out. */
  readonly alarms: readonly AlarmMismatch[];
  /** Whether no file has a problem and all alarms agree. */
  readonly ok: boolean;
}

/** One file, as SQLite's `PRAGMA integrity_check` saw it. */
export interface VerifiedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** In SQLite's words, or the disk's where the bytes are not those that were written. */
  readonly problems: readonly string[];
}

/** An alarm that the object's own file and its namespace's `metadata.sqlite` tell differently. */
export interface AlarmMismatch {
  /** The namespace's `uniqueKey`. */
  readonly namespace: string;
  readonly actorId: string;
  /** The name that the id was made from, where `metadata.sqlite` has it. */
  readonly actorName: string | null;
  /** What the object's own file says: ms since the epoch; null for no alarm. */
  readonly own: number | null;
  /** What `metadata.sqlite` says: ms since the epoch; null for no alarm. */
  readonly scheduled: number | null;
}
