import { withoutWriteAheadLog } from "./database-header.ts";
import { PAGE_SIZE } from "../disk/file-image.ts";
import type { PageFile } from "./page-file.ts";

/** Above any file's size, so that sql.js never allocates a larger array. */
const CAPACITY = 0x7fff_ffff;

/**
 * Our own content object for a file in sql.js's in-memory file system. It tracks every page that
 * SQLite writes, with the unmodified sql.js package, at the cost of that page.
 *
 * `new SQL.Database(data)` copies its argument with `data.slice(0, data.length)`, keeps the result as
 * the file's content, and later uses `length`, `subarray(start, end)` for reads and
 * `set(bytes, position)` for writes. The `slice()` of our `data` returns this object. These are names
 * of JavaScript's typed arrays, so minification of sql.js cannot change them.
 *
 * sql.js drops the object in one case: when SQLite truncates the file (VACUUM, auto_vacuum), it
 * allocates an array of the new size and fills it from `subarray(0, size)`. SQLite itself never reads
 * across a page boundary, which reveals the truncation ({@link PageFile.lost}). If only one page is
 * left, the call looks like a read of the first page; then the object is `suspect`.
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

  /** The argument for `new SQL.Database()`. */
  get initialData(): object {
    return {
      length: Math.max(this.#file.image.size, this.#blank.length),
      // sql.js converts objects without `subarray` to typed arrays.
      subarray: () => new Uint8Array(0),
      slice: () => {
        this.#captured = true;
        return this;
      },
    };
  }

  /** Whether sql.js uses this object as the file's content. */
  get captured(): boolean {
    return this.#captured;
  }

  /** Number of reads. */
  get reads(): number {
    return this.#reads;
  }

  /**
   * True if sql.js may have dropped this object. To find out, make SQLite read the first page: if
   * `reads` does not grow, it has.
   */
  get suspect(): boolean {
    return this.#suspect;
  }

  /** Call after a read has proven that sql.js still uses this object. */
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

  /** Called by sql.js to write one page. `bytes` may be any typed array over SQLite's memory. */
  set(bytes: Int8Array | Uint8Array, position: number): void {
    this.#suspect = false;
    this.#written = true;
    // The file does not exist before the first write.
    if (this.#file.image.size === 0) this.#file.writePage(0, this.#blank);
    this.#file.writePage(position, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  /**
   * The first page, with a rollback journal as journal mode. workerd's files have a write-ahead log,
   * to which SQLite would write untracked. The file itself is unchanged until SQLite writes this page.
   */
  #firstPage(): Uint8Array {
    if (this.#file.image.size === 0) return this.#blank;
    return withoutWriteAheadLog(this.#file.image.view(0, PAGE_SIZE));
  }
}
