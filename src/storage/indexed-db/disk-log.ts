import type { LogSection } from "./log-record.ts";

/** A run of log records that cannot be read, both ends inclusive. */
interface UnreadableLog {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** A file whose chunks are older than the log. */
export interface WaitingFile {
  /** Ascending, never empty. */
  readonly sections: readonly LogSection[];
  /** Chunks written since the file began to wait, and their lsn. */
  readonly folded: Map<number, number>;
}

/**
 * The log of a disk, in its owner's memory: all records that are not folded yet. Opening and folding
 * files don't have to read the log again. Folding keeps it small.
 */
export class DiskLog {
  /** The first lsn of the log on the disk; `newest + 1` when it is empty. */
  #oldest: number;
  #newest: number;
  #bytes = 0;
  /** The length of each readable record, in bytes. */
  readonly #lengths = new Map<number, number>();
  /** The file that has waited longest first. */
  readonly #waiting = new Map<string, WaitingFile>();
  readonly #unreadable: UnreadableLog[] = [];

  /** @param oldest the first lsn of the log */
  constructor(oldest: number) {
    this.#oldest = oldest;
    this.#newest = oldest - 1;
  }

  get oldest(): number {
    return this.#oldest;
  }

  /** The lsn of the newest commit; `oldest - 1` if the log is empty. */
  get newest(): number {
    return this.#newest;
  }

  /** Number of records. */
  get length(): number {
    return this.#newest - this.#oldest + 1;
  }

  /** Total length of the records, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True if a file waits to be folded. */
  get hasWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Appends the record at `newest + 1`. */
  append(length: number, sections: readonly LogSection[]): void {
    const lsn = ++this.#newest;
    this.#lengths.set(lsn, length);
    this.#bytes += length;
    for (const section of sections) {
      const file = this.#waiting.get(section.path);
      if (file === undefined) {
        this.#waiting.set(section.path, { sections: [section], folded: new Map() });
      } else {
        (file.sections as LogSection[]).push(section);
      }
    }
  }

  /** Appends the unreadable records from `newest + 1` to `to`. */
  appendUnreadable(to: number, reason: string): void {
    this.#unreadable.push({ from: this.#newest + 1, to, reason });
    this.#newest = to;
  }

  /** An unreadable part of the log above `lsn`: it may have changed any file. */
  unreadableAbove(lsn: number): UnreadableLog | undefined {
    return this.#unreadable.find(({ to }) => to > lsn);
  }

  isUnreadable(lsn: number): boolean {
    return this.#unreadable.some(({ from, to }) => from <= lsn && lsn <= to);
  }

  /** A copy of a file's sections, ascending. */
  sections(path: string): readonly LogSection[] {
    return this.#waiting.get(path)?.sections.slice() ?? [];
  }

  /** The newest size of each file with a section in the log, in bytes. */
  *sizes(): Generator<[path: string, size: number]> {
    for (const [path, { sections }] of this.#waiting) yield [path, sections.at(-1)?.size ?? 0];
  }

  /** The files that wait to be folded, the one that has waited longest first. */
  waiting(): IterableIterator<[string, WaitingFile]> {
    return this.#waiting.entries();
  }

  /**
   * Call after a fold.
   *
   * @param through the file's chunks have all changes up to this lsn
   * @param chunks the chunks that were written at `lsn`
   */
  folded(path: string, through: number, chunks: readonly number[], lsn: number): void {
    const file = this.#waiting.get(path);
    if (file === undefined) return;
    this.#waiting.delete(path);
    const sections = file.sections.filter((section) => section.lsn > through);
    if (sections.length === 0) return;
    for (const n of chunks) file.folded.set(n, lsn);
    // At the end of the queue: a busy file must not block others.
    this.#waiting.set(path, { sections, folded: file.folded });
  }

  /** The lowest lsn that a file still needs, if the files in `through` are folded up to its lsns. */
  needed(through: ReadonlyMap<string, number>): number {
    let lowest = Math.min(this.#newest + 1, this.#unreadable[0]?.from ?? Infinity);
    for (const [path, { sections }] of this.#waiting) {
      const done = through.get(path) ?? -1;
      const first = sections.find((section) => section.lsn > done);
      if (first !== undefined && first.lsn < lowest) lowest = first.lsn;
    }
    return lowest;
  }

  /** Call after the records below `oldest` were deleted. */
  trim(oldest: number): void {
    for (; this.#oldest < oldest; this.#oldest++) {
      this.#bytes -= this.#lengths.get(this.#oldest) ?? 0;
      this.#lengths.delete(this.#oldest);
    }
  }
}
