/**
 * SQLite's write-ahead log, the file `-wal` beside a database (https://sqlite.org/fileformat2.html,
 * section 4): a header of 32 bytes, then frames, each a header of 24 bytes and a page. A killed
 * workerd leaves one behind.
 */
const HEADER = 32;
const FRAME_HEADER = 24;

/** The first four bytes; the last bit has the byte order of the checksums. */
const MAGIC = 0x377f0682;
const VERSION = 3_007_000;

interface ReplayedLog {
  /** The database with all committed transactions. */
  readonly bytes: Uint8Array;
  /** Number of committed transactions in the log. */
  readonly commits: number;
}

/**
 * Applies the committed transactions of a log to its database, as SQLite does after a crash. Frames
 * count up to the last one that ends a transaction, before the first with wrong salts or checksum.
 * Later frames were not committed, or are from an earlier use of the log.
 *
 * @param database the bytes of the database file; empty if it was never written
 * @throws {Error} if the log is invalid or belongs to another database. The message completes a
 *   sentence that begins with the log's name.
 */
export function replayLog(database: Uint8Array, log: Uint8Array): ReplayedLog {
  const unchanged = { bytes: database, commits: 0 };
  // SQLite creates the file before it writes to it, and restarts it by truncating.
  if (log.length < HEADER) return unchanged;
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const magic = view.getUint32(0);
  if ((magic & ~1) >>> 0 !== MAGIC) throw new Error("is not a write-ahead log of SQLite");
  const checksum = new Checksum(view, magic === MAGIC);
  checksum.add(0, 24);
  // The writer died while restarting the log: nothing in it is committed.
  if (!checksum.equals(24)) return unchanged;
  if (view.getUint32(4) !== VERSION) {
    throw new Error(`is of version ${view.getUint32(4)} of SQLite's format, not of ${VERSION}`);
  }
  const pageSize = view.getUint32(8);
  checkPageSize(database, pageSize);

  const committed = new Map<number, Uint8Array>();
  const open = new Map<number, Uint8Array>();
  let size = 0;
  let commits = 0;
  const step = FRAME_HEADER + pageSize;
  for (let frame = HEADER; frame + step <= log.length; frame += step) {
    const page = view.getUint32(frame);
    const ofThisUse =
      view.getUint32(frame + 8) === view.getUint32(16) &&
      view.getUint32(frame + 12) === view.getUint32(20);
    if (page === 0 || !ofThisUse) break;
    checksum.add(frame, frame + 8);
    checksum.add(frame + FRAME_HEADER, frame + step);
    if (!checksum.equals(frame + 16)) break;
    open.set(page, log.subarray(frame + FRAME_HEADER, frame + step));
    // The last frame of a transaction has the database's new number of pages, others have 0.
    const pages = view.getUint32(frame + 4);
    if (pages === 0) continue;
    size = pages * pageSize;
    for (const [number, content] of open) committed.set(number, content);
    open.clear();
    commits++;
  }
  if (commits === 0) return unchanged;
  const bytes = new Uint8Array(size);
  bytes.set(database.subarray(0, size));
  for (const [page, content] of committed) {
    const at = (page - 1) * pageSize;
    if (at < size) bytes.set(content, at);
  }
  return { bytes, commits };
}

function checkPageSize(database: Uint8Array, pageSize: number): void {
  if (pageSize < 512 || pageSize > 65_536 || !Number.isInteger(Math.log2(pageSize))) {
    throw new Error(`has pages of ${pageSize} bytes, which no database has`);
  }
  if (database.length < 100) return;
  const stored = new DataView(database.buffer, database.byteOffset).getUint16(16);
  // 65,536 is written as 1.
  const own = stored === 1 ? 65_536 : stored;
  if (own === pageSize) return;
  throw new Error(
    `has pages of ${pageSize} bytes, and its database of ${own}: it belongs to another database`,
  );
}

/** The running checksum of the log: two words. */
class Checksum {
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(view: DataView, littleEndian: boolean) {
    this.#view = view;
    this.#littleEndian = littleEndian;
  }

  /** Adds the bytes `[from, to)`, a multiple of eight. */
  add(from: number, to: number): void {
    let first = this.#first;
    let second = this.#second;
    for (let at = from; at < to; at += 8) {
      first = (first + this.#view.getUint32(at, this.#littleEndian) + second) | 0;
      second = (second + this.#view.getUint32(at + 4, this.#littleEndian) + first) | 0;
    }
    this.#first = first;
    this.#second = second;
  }

  /** Whether it equals the checksum stored at `at`, always big-endian. */
  equals(at: number): boolean {
    return this.#view.getInt32(at) === this.#first && this.#view.getInt32(at + 4) === this.#second;
  }
}
