import type { LogSection } from "./log-record.ts";

/** Log records that cannot be read, from the first to the last of a run. */
export interface UnreadableLog {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** A file whose chunks are behind the log. */
export interface WaitingFile {
  /** Ascending, never empty. */
  readonly sections: readonly LogSection[];
  /** Chunks written since the file began to wait, with their lsn. */
  readonly folded: Map<number, number>;
}

/**
 * The log of a disk as its owner knows it: every record that is not folded away, in memory. It is
 * kept short, so it is small, and neither opening nor folding a file has to read it again.
 */
export class DiskLog {
  /** The first lsn of the log on the disk; `newest + 1` when it is empty. */
  #oldest: number;
  #newest: number;
  #bytes = 0;
  /** The length of each record in bytes; unreadable ones are not in it. */
  readonly #lengths = new Map<number, number>();
  /** In the order of waiting. */
  readonly #waiting = new Map<string, WaitingFile>();
  readonly #unreadable: UnreadableLog[] = [];

  /** @param oldest the lsn at which the log begins */
  constructor(oldest: number) {
    this.#oldest = oldest;
    this.#newest = oldest - 1;
  }

  get oldest(): number {
    return this.#oldest;
  }

  /** The lsn of the newest commit. */
  get newest(): number {
    return this.#newest;
  }

  /** Records in the log. */
  get length(): number {
    return this.#newest - this.#oldest + 1;
  }

  /** Bytes of all records. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True when a file waits to be folded. */
  get waits(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes in the record at `newest + 1`. */
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

  /** Says that the records from `newest + 1` to `to` cannot be read. */
  appendUnreadable(to: number, reason: string): void {
    this.#unreadable.push({ from: this.#newest + 1, to, reason });
    this.#newest = to;
  }

  /** A part of the log above `lsn` that cannot be read: what a file was at `lsn` may be outdated. */
  unreadableAbove(lsn: number): UnreadableLog | undefined {
    return this.#unreadable.find(({ to }) => to > lsn);
  }

  /** Whether the record at `lsn` cannot be read. */
  isUnreadable(lsn: number): boolean {
    return this.#unreadable.some(({ from, to }) => from <= lsn && lsn <= to);
  }

  /** A copy of what the log has for a file, ascending. */
  sections(path: string): readonly LogSection[] {
    return this.#waiting.get(path)?.sections.slice() ?? [];
  }

  /** The size of each file that the log has something for, in bytes. */
  *sizes(): Generator<[path: string, size: number]> {
    for (const [path, { sections }] of this.#waiting) yield [path, sections.at(-1)?.size ?? 0];
  }

  /** The files that wait to be folded, the one that has waited longest first. */
  waiting(): IterableIterator<[string, WaitingFile]> {
    return this.#waiting.entries();
  }

  /** Says that a file's chunks have everything up to `through`, and which were written at `lsn`. */
  folded(path: string, through: number, chunks: readonly number[], lsn: number): void {
    const file = this.#waiting.get(path);
    if (file === undefined) return;
    this.#waiting.delete(path);
    const sections = file.sections.filter((section) => section.lsn > through);
    if (sections.length === 0) return;
    for (const n of chunks) file.folded.set(n, lsn);
    // To the end: a busy file must not keep the others waiting.
    this.#waiting.set(path, { sections, folded: file.folded });
  }

  /**
   * The lowest lsn that is still needed when the files of `through` are folded up to the lsn that
   * it gives for them.
   */
  needed(through: ReadonlyMap<string, number>): number {
    let lowest = Math.min(this.#newest + 1, this.#unreadable[0]?.from ?? Infinity);
    for (const [path, { sections }] of this.#waiting) {
      const done = through.get(path) ?? -1;
      const first = sections.find((section) => section.lsn > done);
      if (first !== undefined && first.lsn < lowest) lowest = first.lsn;
    }
    return lowest;
  }

  /** Says that the records below `oldest` are deleted. */
  trim(oldest: number): void {
    for (; this.#oldest < oldest; this.#oldest++) {
      this.#bytes -= this.#lengths.get(this.#oldest) ?? 0;
      this.#lengths.delete(this.#oldest);
    }
  }
}
