import { withoutWriteAheadLog } from "./database-header.ts";
import { PAGE_SIZE } from "../disk/file-image.ts";
import type { PageFile } from "./page-file.ts";

/** Above every size that a file can have here: sql.js then never wants a larger array. */
const CAPACITY = 0x7fff_ffff;

/**
 * The content of one file in sql.js's in-memory file system, kept by us: how every page that SQLite
 * writes is seen, on the unmodified package and at the price of that page.
 *
 * `new SQL.Database(data)` copies what it is given by `data.slice(0, data.length)` and keeps the
 * result as the file's content, of which it later uses `length`, `subarray(start, end)` for reads
 * and `set(bytes, position)` for writes. `data` is ours, and its `slice()` returns this object. The
 * names are those of JavaScript's typed arrays: minifying sql.js cannot change them.
 *
 * sql.js lets go of the object in one case: when SQLite cuts the file (VACUUM, auto_vacuum), an
 * array of the new size takes its place, filled from one `subarray(0, size)`. SQLite itself never
 * reads across a page's end, which gives the cut away ({@link PageFile.lost}), except when one page
 * is left: that looks like a read of the first page and leaves the object `suspect`.
 */
export class MemfsContents {
  readonly length = CAPACITY;
  readonly #file: PageFile;
  /** The first page of a database without tables, for a file that is empty. */
  readonly #blank: Uint8Array;
  #captured = false;
  #reads = 0;
  #written = false;
  #suspect = false;

  constructor(file: PageFile, blank: Uint8Array) {
    this.#file = file;
    this.#blank = blank;
  }

  /** What to give to `new SQL.Database()`. */
  get initialData(): object {
    return {
      length: Math.max(this.#file.image.size, this.#blank.length),
      // sql.js makes a typed array of what has no `subarray`.
      subarray: () => new Uint8Array(0),
      slice: () => {
        this.#captured = true;
        return this;
      },
    };
  }

  /** Whether sql.js has taken this object for the file's content. */
  get captured(): boolean {
    return this.#captured;
  }

  /** How often SQLite has read. */
  get reads(): number {
    return this.#reads;
  }

  /**
   * True if sql.js may have let go of this object unnoticed: make SQLite read the first page; if
   * `reads` does not grow, it has.
   */
  get suspect(): boolean {
    return this.#suspect;
  }

  /** To be called when SQLite has been seen to read from here. */
  trust(): void {
    this.#suspect = false;
    this.#written = false;
  }

  /** The bytes `[start, end)`, as sql.js reads them. */
  subarray(start: number, end: number): Uint8Array {
    this.#reads++;
    if (end <= start || Math.floor(start / PAGE_SIZE) !== Math.floor((end - 1) / PAGE_SIZE)) {
      this.#file.lost = true;
      return this.#file.image.toBytes().subarray(start, end);
    }
    this.#suspect = this.#written && start === 0 && end === PAGE_SIZE;
    return start < PAGE_SIZE
      ? this.#firstPage().subarray(start, end)
      : this.#file.image.view(start, end);
  }

  /** Writes one page, as sql.js does. `bytes` is of any type of array over SQLite's memory. */
  set(bytes: Int8Array | Uint8Array, position: number): void {
    this.#suspect = false;
    this.#written = true;
    // Until the first write the file does not exist.
    if (this.#file.image.size === 0) this.#file.writePage(0, this.#blank);
    this.#file.writePage(position, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  /**
   * The first page, which never says that the file has a write-ahead log: workerd writes so, but
   * here SQLite would put its writes in a log that no one sees. The file itself keeps saying it
   * until SQLite writes that page.
   */
  #firstPage(): Uint8Array {
    if (this.#file.image.size === 0) return this.#blank;
    return withoutWriteAheadLog(this.#file.image.view(0, PAGE_SIZE));
  }
}
