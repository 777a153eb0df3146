import { nameClass } from "../rpc/class-name.ts";
import { checkKey } from "./record-limit.ts";
import { SharedIterator } from "./shared-iterator.ts";
import type { StorageAccess } from "./storage-access.ts";
import type { ListRange } from "./storage-options.ts";

type Row = readonly [key: string, value: Uint8Array];

/** Rows are read ahead in batches: twice as many each time, up to this. */
const MAX_BATCH = 256;

/** What `kv.list()` returns (`sync-kv.c++:60-100`). */
export class KvListIterator extends SharedIterator<[string, unknown]> {
  static {
    nameClass(this, "ListIterator");
  }

  /**
   * Its `next()` throws once another list of the same object was begun, unless it was at its end.
   *
   * @param range null where no key can be in it.
   */
  constructor(token: unknown, access: StorageAccess, range: ListRange | null) {
    const rows = new LiveList(access, range);
    super(token, () => {
      const row = rows.next();
      return row && [row[0], access.values.deserialize(row[1])];
    });
  }
}

/**
 * The rows of a range as a cursor of SQLite gives them: it stands on the first row from the
 * beginning, and sees every later one as it is when it comes to it.
 */
class LiveList {
  readonly #access: StorageAccess;
  readonly #range: ListRange;
  readonly #list: number;
  #batch: Row[] = [];
  #batchSize = 1;
  /** The state of the keys that the batch shows; the first row is kept whatever happens. */
  #changes: number | null = null;
  /**
   * The last key given that says where to go on, and how many rows were given since: a key with a
   * lone surrogate comes back with U+FFFD in its place, and so is not the key that is stored.
   */
  #anchor: { readonly key: string | undefined; since: number } = { key: undefined, since: 0 };
  #given = 0;
  #ended = false;

  constructor(access: StorageAccess, range: ListRange | null) {
    this.#access = access;
    this.#range = range ?? { reverse: false };
    if (range === null) {
      this.#list = access.watch.started;
      this.#ended = true;
      return;
    }
    for (const key of [range.start, range.end]) if (key !== undefined) checkKey(key);
    this.#batch = this.#read(range, 1);
    this.#list = ++access.watch.started;
    this.#ended = this.#batch.length === 0;
  }

  next(): Row | undefined {
    if (this.#ended) return undefined;
    const { watch } = this.#access;
    if (this.#list !== watch.started) {
      throw new Error(
        "kv.list() iterator was invalidated because a new call to kv.list() was started. Only " +
          "one kv.list() iterator can exist at a time.",
      );
    }
    this.#readOn();
    const row = this.#batch.shift();
    if (row === undefined) {
      this.#ended = true;
      return undefined;
    }
    this.#given++;
    if (row[0].includes("\uFFFD")) this.#anchor.since++;
    else this.#anchor = { key: row[0], since: 0 };
    return row;
  }

  /** Makes sure that the batch's first row, if it has one, is the next row as it is now. */
  #readOn(): void {
    if (this.#given === 0) return;
    const { watch } = this.#access;
    if (this.#batch.length > 0 && this.#changes === watch.changes) return;
    const { limit, reverse } = this.#range;
    const left = limit === undefined ? MAX_BATCH : limit - this.#given;
    if (left <= 0) {
      this.#batch = [];
      return;
    }
    this.#batchSize = Math.min(this.#batchSize * 2, MAX_BATCH);
    this.#changes = watch.changes;
    const { key, since } = this.#anchor;
    const wanted = since + Math.min(left, this.#batchSize);
    // The next key that there can be after the anchor; or everything before it.
    const rest = key === undefined ? {} : reverse ? { end: key } : { start: `${key}\0` };
    this.#batch = this.#read({ ...this.#range, ...rest }, wanted).slice(since);
  }

  #read(range: ListRange, limit: number): Row[] {
    return this.#access.storage.list({ ...range, limit });
  }
}
