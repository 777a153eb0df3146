/**
 * The format of a disk in IndexedDB, version 1. Its only description; the code of the two binary
 * records is in `log-record.ts` and `file-chunk.ts`.
 *
 * A disk named `x` is the IndexedDB database `tabd:x` (its own version is 1) with the object store
 * `records`, which has keys outside of its values:
 *
 * | key | value |
 * | --- | --- |
 * | `["version"]` | `{ format: 1 }` |
 * | `["owner"]` | {@link OwnerRecord}: who may write, and where the log begins; the format once more |
 * | `["log", lsn]` | one commit, as a log record (binary) |
 * | `["name", path]` | the size that chunk 0 says, in bytes: for listing, and to tell that chunk 0 must exist |
 * | `["file", path, n]` | chunk `n` of the file, as a chunk record (binary) |
 * | `["held", path]` | {@link HeldRecord}: what the log had for a file that was found damaged |
 *
 * **Log.** Commits are numbered; the number is called lsn. The lsns from `owner.oldest` to the
 * highest one are all there, without a gap. Records below `owner.oldest` are no part of the log
 * (see fence). A record has one section for every file that the commit changed; a section says the
 * file's size and which bytes changed. A section that is `replaced` makes all earlier bytes of its
 * file void: the file did not exist, or is deleted (size 0), or another took its place. A section
 * may also name a run of `direct` chunks: new, whole chunks which the same transaction put under
 * their own keys, so that an import of 50 MB is not written twice. Chunks that a commit makes void
 * (all of a replaced file, those behind the new end of a shorter one) and the name of a deleted
 * file are deleted in its transaction.
 *
 * **Chunks.** A chunk record says at which lsn its bytes are right, and only sections with a higher
 * lsn are applied to it. Chunk 0 speaks for its file: the `size` at that lsn, `count` (chunks below
 * it must exist) and `through` (everything up to this lsn is in the chunks, so older sections of
 * the file are of no use). A chunk at or above `count` that does not exist is all in the log.
 *
 * **Reading a file.** Take the sections above `through`, from the last one on that is `replaced` if
 * there is one. Begin with the chunks, and with zeros where there is none; then for each section
 * zero what lies behind its size and write its ranges.
 *
 * **Folding** writes chunks at the lsn of the newest commit, several a transaction, the oldest
 * first, and chunk 0 in every such transaction. Log records below the lowest lsn that some file
 * still needs are deleted, and `owner.oldest` goes up in the same transaction.
 *
 * **Fence.** Opening a disk is one readwrite transaction: it reads the log, puts a new token into
 * `["owner"]` and adds an empty record at the next free lsn. A former owner's next commit is an
 * `add()` at exactly that key, so it fails with a ConstraintError: no read is needed to know that
 * nobody else owns the disk, and a commit costs what one bare put costs. Such an opening record
 * stays for a day, also below `owner.oldest`; a commit that comes more than a minute after the
 * last one reads the token in its transaction, and so does every fold.
 *
 * **Damage.** A version record that is none is written anew if the owner's record says which format
 * the disk has. An owner's record that is none is made anew from the log and the chunks if the version
 * record can be read (`lost-owner.ts`). Where neither can, the disk is refused. Every other record has a checksum. A damaged chunk or section concerns its file. In a log
 * record whose directory cannot be read (or that is missing), any file may have been changed: a
 * file is given out only if its chunks or a later `replaced` section make that record needless for
 * it. (That the newest records are gone is noticed only up to `owner.newest`: that they are there is
 * what a completed transaction means.) Nothing that is damaged is overwritten or deleted, and the log is kept from an unreadable
 * record on. What the log holds for a file whose chunks are damaged moves to `["held", path]`, so
 * that the log does not grow because of it; a file with such a record is damaged until it is
 * deleted or replaced.
 */

/** The version of the format that this code writes. It reads no other. */
export const FORMAT = 1;

/** The one object store. */
export const STORE = "records";

/** What the names of the IndexedDB databases begin with. */
export const DATABASE_PREFIX = "tabd:";

export interface VersionRecord {
  readonly format: number;
}

export interface OwnerRecord {
  /** As in the version record, which can be damaged; absent means 1. */
  readonly format?: number;
  /** Random. Who put it here last is the owner. */
  readonly token: string;
  /** When the owner opened the disk, in ms since the epoch. */
  readonly since: number;
  /** The first lsn of the log. */
  readonly oldest: number;
  /** The highest lsn when this record was written; `oldest - 1` if the log was empty. */
  readonly newest: number;
  /** The opening records that stay, ascending. */
  readonly fences: readonly Fence[];
}

/** The opening record at `lsn`, written at `since` (ms since the epoch). */
export interface Fence {
  readonly lsn: number;
  readonly since: number;
}

/** How long an opening record stays, in ms. */
const FENCE_LIFE = 24 * 60 * 60 * 1000;

/** Whether an opening record must stay; a clock that was set back keeps it. */
export function isYoung(fence: Fence, now: number): boolean {
  return now - fence.since < FENCE_LIFE;
}

export interface HeldRecord {
  /** When the damage was found, in ms since the epoch. */
  readonly since: number;
  /** What was found. */
  readonly reason: string;
  /** The file's sections, as they were in the log. */
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

/** The log records from `first` to `last`, both included. */
export function logRange(first: number, last = Infinity): IDBKeyRange {
  return IDBKeyRange.bound(["log", first], ["log", last]);
}

/** The chunks of a file from chunk `first` on. */
export function chunkRange(path: string, first = 0): IDBKeyRange {
  return IDBKeyRange.bound(["file", path, first], ["file", path, Infinity]);
}

/** All keys `[kind, path]` whose path begins with `prefix`, and perhaps a few more. */
export function pathRange(kind: "name" | "held", prefix = ""): IDBKeyRange {
  // Strings compare by code unit; an array is above all of them.
  const last = prefix.charCodeAt(prefix.length - 1);
  const above = last < 0xffff ? prefix.slice(0, -1) + String.fromCharCode(last + 1) : [];
  return IDBKeyRange.bound([kind, prefix], [kind, above], false, true);
}

/** A record is not what was written. The message names the record, not the disk or the file. */
export class BrokenRecord extends Error {
  override readonly name = "BrokenRecord";
}

/** The format's version; undefined if this is no version record. */
export function readVersion(value: unknown): number | undefined {
  const format = (value as Partial<VersionRecord> | null | undefined)?.format;
  return isFormat(format) ? format : undefined;
}

/** @throws {BrokenRecord} if this is no owner record. */
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
    throw new BrokenRecord('its record ["owner"] is not one of an owner');
  }
  return owner as OwnerRecord;
}

function isFormat(value: unknown): value is number {
  return isCount(value) && value > 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
