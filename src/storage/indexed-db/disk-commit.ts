import { chunkKey, chunkRange, heldKey, logKey, nameKey } from "./disk-format.ts";
import type { DiskLog } from "./disk-log.ts";
import { type FileChange, notOpen } from "../disk/file-change.ts";
import { chunkCount } from "./file-survey.ts";
import { splitChange, splitCommit, type SplitChange } from "./split-commit.ts";
import { encodeLogRecord, type LogRecord } from "./log-record.ts";

/** The state of a disk that a commit reads, and updates when it has succeeded. */
export interface CommitTarget {
  readonly name: string;
  readonly log: DiskLog;
  /** Quarantined files: found damaged earlier. */
  readonly held: Set<string>;
  /** Stored sizes of files that were opened or committed, in bytes. */
  readonly sizes: Map<string, number>;
}

interface CommitRecord extends LogRecord {
  readonly lsn: number;
  readonly split: readonly SplitChange[];
}

/** One commit: construct it to encode its records, then call `write()`, then `written()`. */
export class DiskCommit {
  readonly #target: CommitTarget;
  readonly #records: readonly CommitRecord[];
  readonly #split: readonly SplitChange[];

  /** @throws {Error} for a change of a file that was not opened */
  constructor(target: CommitTarget, changes: readonly FileChange[]) {
    this.#target = target;
    const first = target.log.newest + 1;
    this.#records = splitCommit(changes).map((part, i) => this.#encode(part, first + i));
    this.#split = this.#records.flatMap(({ split }) => split);
  }

  /** Writes all records in the current transaction. Fails if a log key exists: see fence. */
  write(store: IDBObjectStore): void {
    for (const { logged, chunks } of this.#split) {
      this.#deleteVoid(store, logged);
      for (const [n, bytes] of chunks) store.put(bytes, chunkKey(logged.path, n));
    }
    for (const { lsn, bytes } of this.#records) store.add(bytes, logKey(lsn));
  }

  /** Call after the transaction has completed. @returns bytes written */
  written(): number {
    const { log, sizes, held } = this.#target;
    let written = 0;
    for (const { bytes, sections } of this.#records) {
      log.append(bytes.length, sections);
      written += bytes.length;
    }
    for (const { logged, chunks } of this.#split) {
      for (const [, chunk] of chunks) written += chunk.length;
      sizes.set(logged.path, logged.size);
      if (logged.replaced) held.delete(logged.path);
    }
    return written;
  }

  #encode(changes: readonly FileChange[], lsn: number): CommitRecord {
    const split = changes.map((change) => this.#splitOne(change, lsn));
    const record = encodeLogRecord(
      lsn,
      split.map(({ logged }) => logged),
    );
    return { lsn, split, ...record };
  }

  /** Checks and splits a change. A file that did not exist counts as replaced. */
  #splitOne(change: FileChange, lsn: number): SplitChange {
    const { name, sizes } = this.#target;
    const { path } = change;
    const before = change.replaced || change.size === 0 ? 0 : sizes.get(path);
    if (before === undefined) throw notOpen(name, path);
    return splitChange({ ...change, replaced: before === 0 }, before, lsn);
  }

  /** Deletes the records that a change makes void. */
  #deleteVoid(store: IDBObjectStore, { path, size, replaced }: FileChange): void {
    const { sizes, held } = this.#target;
    const before = sizes.get(path) ?? Infinity;
    const left = replaced ? 0 : chunkCount(size);
    if (left < chunkCount(before)) store.delete(chunkRange(path, left));
    if (size === 0) store.delete(nameKey(path));
    if (replaced && held.has(path)) store.delete(heldKey(path));
  }
}
