/**
 * The format of a disk in IndexedDB, version 1. `log-record.ts` and `file-chunk.ts` encode the two
 * binary records.
 *
 * A disk named `x` is the IndexedDB database `tabd:x` (IndexedDB version 1) with the object store
 * `records`, which uses out-of-line keys:
 *
 * | key | value |
 * | --- | --- |
 * | `["version"]` | `{ format: 1 }` |
 * | `["owner"]` | {@link OwnerRecord}: the fencing token, where the log begins, the format again |
 * | `["log", lsn]` | one commit, as a log record (binary) |
 * | `["name", path]` | the file's size in chunk 0, in bytes: for listing; chunk 0 must exist |
 * | `["file", path, n]` | chunk `n` of the file, as a chunk record (binary) |
 * | `["held", path]` | {@link HeldRecord}: the log's sections of a quarantined (damaged) file |
 *
 * **Log.** Commits are numbered by their log sequence number (lsn). All lsns from `owner.oldest` to
 * the newest exist, without a gap. Records below `owner.oldest` are not part of the log (see Fence).
 * A record has one section for each file that the commit changed: the file's size and the changed
 * bytes. A `replaced` section makes all earlier bytes of its file void: the file is new, deleted
 * (size 0) or replaced. A section may also name a run of `direct` chunks: new, whole chunks that the
 * same transaction wrote under their own keys, so that an import of 50 MB is not written twice. A
 * commit also deletes the chunks that it makes void (all of a replaced file, those behind the end of
 * a shortened one) and the name of a deleted file.
 *
 * **Chunks.** A chunk record has the lsn as of which its bytes are right; only sections with a higher
 * lsn are applied to it. Chunk 0 describes its file: the `size` at that lsn, `count` (all chunks
 * below exist) and `through` (the chunks contain all changes up to this lsn, so older sections of the
 * file are obsolete). A chunk at or above `count` that does not exist is entirely in the log.
 *
 * **Reading a file.** Take the sections above `through`, starting at the last `replaced` one if there
 * is one. Start with the chunks, or zeros for missing ones. For each section, zero the bytes behind
 * its size and write its ranges.
 *
 * **Folding** writes chunks at the lsn of the newest commit, several in a transaction, oldest first,
 * and chunk 0 in each of these transactions. The same transaction deletes the log records below the
 * lowest lsn that a file still needs, and raises `owner.oldest`.
 *
 * **Fence.** Opening a disk is one readwrite transaction: it reads the log, writes a new token to
 * `["owner"]` and adds an empty record at the next free lsn. A former owner's next commit is an
 * `add()` at that very key and fails with a ConstraintError. So a commit needs no read to prove its
 * ownership, and costs as much as one bare put. An opening record stays for a day, even below
 * `owner.oldest`. A commit more than a minute after the last one reads the token in its transaction,
 * as every fold does.
 *
 * **Damage.** An invalid version record is written again if the owner record has the format. An
 * invalid owner record is rebuilt from the log and the chunks if the version record is valid
 * (`lost-owner.ts`). If both are invalid, the disk is refused. All other records have checksums. A
 * damaged chunk or section affects its file. A log record that is missing, or whose directory is
 * unreadable, may have changed any file: a file can be read only if its chunks or a later `replaced`
 * section make that record obsolete for it. (A loss of the newest records is detected up to
 * `owner.newest` only.) Damaged records are never overwritten or deleted, and the log is kept from
 * the first unreadable record on. The log's sections of a file with damaged chunks move to
 * `["held", path]`, so that the log can be trimmed; such a file counts as damaged until it is deleted
 * or replaced.
 */

/** The format version that this code reads and writes. */
export const FORMAT = 1;

/** The object store's name. */
export const STORE = "records";

/** Prefix of the IndexedDB databases' names. */
export const DATABASE_PREFIX = "tabd:";

export interface VersionRecord {
  readonly format: number;
}

export interface OwnerRecord {
  /** A copy of the version record's, which may be damaged. Absent means 1. */
  readonly format?: number;
  /** The random fencing token of the owner. */
  readonly token: string;
  /** When the owner opened the disk, in ms since the epoch. */
  readonly since: number;
  /** The first lsn of the log. */
  readonly oldest: number;
  /** The highest lsn when this record was written; `oldest - 1` if the log was empty. */
  readonly newest: number;
  /** The opening records that are kept, ascending. */
  readonly fences: readonly Fence[];
}

/** The opening record at `lsn`, written at `since` (ms since the epoch). */
interface Fence {
  readonly lsn: number;
  readonly since: number;
}

/** How long an opening record is kept, in ms. */
const FENCE_LIFE = 24 * 60 * 60 * 1000;

/** Whether an opening record must be kept; always if the clock was set back. */
export function isYoung(fence: Fence, now: number): boolean {
  return now - fence.since < FENCE_LIFE;
}

export interface HeldRecord {
  /** When the damage was found, in ms since the epoch. */
  readonly since: number;
  /** A description of the damage. */
  readonly reason: string;
  /** The file's sections of the log. */
  readonly sections: readonly {
    readonly lsn: number;
    readonly size: number;
    readonly replaced: boolean;
    readonly body: Uint8Array;
  }[];
}

export const VERSION_KEY: IDBValidKey = ["version"];
export const OWNER_KEY: IDBValidKey = ["owner"];
export const logKey = (lsn: number): IDBValidKey => ["log", lsn];
export const nameKey = (path: string): IDBValidKey => ["name", path];
export const chunkKey = (path: string, n: number): IDBValidKey => ["file", path, n];
export const heldKey = (path: string): IDBValidKey => ["held", path];

/** Keys of the log records from `first` to `last`, inclusive. */
export function logRange(first: number, last = Infinity): IDBKeyRange {
  return IDBKeyRange.bound(["log", first], ["log", last]);
}

/** Keys of the chunks of a file from chunk `first` on. */
export function chunkRange(path: string, first = 0): IDBKeyRange {
  return IDBKeyRange.bound(["file", path, first], ["file", path, Infinity]);
}

/** All keys `[kind, path]` whose path begins with `prefix`, and possibly a few more. */
export function pathRange(kind: "name" | "held", prefix = ""): IDBKeyRange {
  // IndexedDB compares strings by code unit and sorts arrays after all strings.
  const last = prefix.charCodeAt(prefix.length - 1);
  const above = last < 0xffff ? prefix.slice(0, -1) + String.fromCharCode(last + 1) : [];
  return IDBKeyRange.bound([kind, prefix], [kind, above], false, true);
}

/** A damaged record. The message names the record, not the disk or the file. */
export class BrokenRecord extends Error {
  override readonly name = "BrokenRecord";
}

/** The format version; undefined if `value` is not a version record. */
export function readVersion(value: unknown): number | undefined {
  const format = (value as Partial<VersionRecord> | null | undefined)?.format;
  return isFormat(format) ? format : undefined;
}

/** @throws {BrokenRecord} if `value` is not an owner record */
export function readOwner(value: unknown): OwnerRecord {
  const owner = value as Partial<OwnerRecord> | null | undefined;
  if (
    typeof owner?.token !== "string" ||
    !(owner.format === undefined || isFormat(owner.format)) ||
    !Number.isFinite(owner.since) ||
    !isCount(owner.oldest) ||
    !isCount(owner.newest) ||
    owner.newest < owner.oldest - 1 ||
    !Array.isArray(owner.fences) ||
    !owner.fences.every((fence: Partial<Fence> | null) => isCount(fence?.lsn))
  ) {
    throw new BrokenRecord('its record ["owner"] is invalid');
  }
  return owner as OwnerRecord;
}

function isFormat(value: unknown): value is number {
  return isCount(value) && value > 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
