import { chunkKey, chunkRange, heldKey, logKey, nameKey } from "./disk-format.ts";
import type { DiskLog } from "./disk-log.ts";
import type { FileChange } from "../disk/file-change.ts";
import { chunkCount } from "./file-survey.ts";
import { divideChange, divideCommit, type DividedChange } from "./large-change.ts";
import { encodeLogRecord, type LogRecord } from "./log-record.ts";

/** What a commit needs to know of its disk, and changes once it is through. */
export interface CommitTarget {
  readonly name: string;
  readonly log: DiskLog;
  /** Files that were found damaged and put aside. */
  readonly held: Set<string>;
  /** Sizes on the disk, in bytes, of files that were opened or committed. */
  readonly sizes: Map<string, number>;
}

interface CommitRecord extends LogRecord {
  readonly lsn: number;
  readonly divided: readonly DividedChange[];
}

/** The records of one commit: encoded first, then written in a transaction, then counted as there. */
export class DiskCommit {
  readonly #target: CommitTarget;
  readonly #records: readonly CommitRecord[];
  readonly #divided: readonly DividedChange[];

  /** @throws {Error} for a change of a file that was not opened. */
  constructor(target: CommitTarget, changes: readonly FileChange[]) {
    this.#target = target;
    const first = target.log.newest + 1;
    this.#records = divideCommit(changes).map((part, i) => this.#encode(part, first + i));
    this.#divided = this.#records.flatMap(({ divided }) => divided);
  }

  /** Writes everything, under keys that must not be taken. To be called in a transaction. */
  write(store: IDBObjectStore): void {
    for (const { logged, chunks } of this.#divided) {
      this.#deleteVoid(store, logged);
      for (const [n, bytes] of chunks) store.put(bytes, chunkKey(logged.path, n));
    }
    for (const { lsn, bytes } of this.#records) store.add(bytes, logKey(lsn));
  }

  /** It is on the disk. @returns how many bytes were written. */
  written(): number {
    const { log, sizes, held } = this.#target;
    let written = 0;
    for (const { bytes, sections } of this.#records) {
      log.append(bytes.length, sections);
      written += bytes.length;
    }
    for (const { logged, chunks } of this.#divided) {
      for (const [, chunk] of chunks) written += chunk.length;
      sizes.set(logged.path, logged.size);
      if (logged.replaced) held.delete(logged.path);
    }
    return written;
  }

  #encode(changes: readonly FileChange[], lsn: number): CommitRecord {
    const divided = changes.map((change) => this.#divide(change, lsn));
    const record = encodeLogRecord(
      lsn,
      divided.map(({ logged }) => logged),
    );
    return { lsn, divided, ...record };
  }

  /** Checks a change, and says of a file that did not exist that it is replaced. */
  #divide(change: FileChange, lsn: number): DividedChange {
    const { name, sizes } = this.#target;
    const { path } = change;
    const before = change.replaced || change.size === 0 ? 0 : sizes.get(path);
    if (before === undefined) throw notOpen(name, path);
    return divideChange({ ...change, replaced: before === 0 }, before, lsn);
  }

  /** Deletes what a change makes void. */
  #deleteVoid(store: IDBObjectStore, { path, size, replaced }: FileChange): void {
    const { sizes, held } = this.#target;
    const before = sizes.get(path) ?? Infinity;
    const left = replaced ? 0 : chunkCount(size);
    if (left < chunkCount(before)) store.delete(chunkRange(path, left));
    if (size === 0) store.delete(nameKey(path));
    if (replaced && held.has(path)) store.delete(heldKey(path));
  }
}

/** What to say of a change of a file whose image nobody has. */
export function notOpen(disk: string, path: string): Error {
  return new Error(`disk "${disk}": open "${path}" before you commit a change of it`);
}
