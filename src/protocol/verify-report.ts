/** The result of `verify()`. */
export interface VerifyReport {
  /** Every file of the server, in the order of the paths. */
  readonly files: readonly VerifiedFile[];
  /** The alarms whose two records differ; damaged files are left out. */
  readonly alarms: readonly AlarmMismatch[];
  /** Whether no file has a problem and all alarms agree. */
  readonly ok: boolean;
}

/** One file, as SQLite's `PRAGMA integrity_check` saw it. */
export interface VerifiedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** SQLite's messages, or the disk's if the bytes differ from what was written. */
  readonly problems: readonly string[];
}

/** An alarm that differs between the object's own file and its namespace's `metadata.sqlite`. */
export interface AlarmMismatch {
  /** The namespace's `uniqueKey`. */
  readonly namespace: string;
  readonly actorId: string;
  /** The name from which the id was made, if `metadata.sqlite` has it. */
  readonly actorName: string | null;
  /** The time in the object's own file: ms since the epoch; null for no alarm. */
  readonly own: number | null;
  /** The time in `metadata.sqlite`: ms since the epoch; null for no alarm. */
  readonly scheduled: number | null;
}
