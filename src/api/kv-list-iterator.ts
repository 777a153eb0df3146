import { nameClass } from "../rpc/class-name.ts";
import { checkKey } from "./record-limit.ts";
import { SharedIterator } from "./shared-iterator.ts";
import type { StorageAccess } from "./storage-access.ts";
import type { ListRange } from "./storage-options.ts";

type Row = readonly [key: string, value: Uint8Array];

/** Rows are read ahead in batches that double in size up to this. */
const MAX_BATCH = 256;

/** The result of `kv.list()` (`sync-kv.c++:60-100`). */
export class KvListIterator extends SharedIterator<[string, unknown]> {
  static {
    nameClass(this, "ListIterator");
  }

  /**
   * `next()` throws after another list of the same object was begun, unless this one was at its end.
   *
   * @param range null: no key can match.
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
 * The rows of a range as a SQLite cursor returns them: the first row as it was at the beginning, each
 * later row as it is when the cursor reaches it.
 */
class LiveList {
  readonly #access: StorageAccess;
  readonly #range: ListRange;
  readonly #list: number;
  #batch: Row[] = [];
  #batchSize = 1;
  /** `StorageWatch.changes` when the batch was read; null: the batch is never stale (first row). */
  #changes: number | null = null;
  /**
   * The last returned key from which reading can continue, and how many rows followed it. A key with
   * a lone surrogate is returned with U+FFFD in its place and differs from the stored key.
   */
  #anchor: { readonly key: string | undefined; since: number } = { key: undefined, since: 0 };
  #returned = 0;
  #ended = false;

  constructor(access: StorageAccess, range: ListRange | null) {
    this.#access = access;
    this.#range = range ?? { reverse: false };
    if (range === null) {
      this.#list = access.watch.listsBegun;
      this.#ended = true;
      return;
    }
    for (const key of [range.start, range.end]) if (key !== undefined) checkKey(key);
    this.#batch = this.#read(range, 1);
    this.#list = ++access.watch.listsBegun;
    this.#ended = this.#batch.length === 0;
  }

  next(): Row | undefined {
    if (this.#ended) return undefined;
    const { watch } = this.#access;
    if (this.#list !== watch.listsBegun) {
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
    this.#returned++;
    if (row[0].includes("\uFFFD")) this.#anchor.since++;
    else this.#anchor = { key: row[0], since: 0 };
    return row;
  }

  /** Reads a new batch if the current one is empty or stale. */
  #readOn(): void {
    if (this.#returned === 0) return;
    const { watch } = this.#access;
    if (this.#batch.length > 0 && this.#changes === watch.changes) return;
    const { limit, reverse } = this.#range;
    const left = limit === undefined ? MAX_BATCH : limit - this.#returned;
    if (left <= 0) {
      this.#batch = [];
      return;
    }
    this.#batchSize = Math.min(this.#batchSize * 2, MAX_BATCH);
    this.#changes = watch.changes;
    const { key, since } = this.#anchor;
    const wanted = since + Math.min(left, this.#batchSize);
    // From the smallest key after the anchor; in reverse, up to the anchor.
    const rest = key === undefined ? {} : reverse ? { end: key } : { start: `${key}\0` };
    this.#batch = this.#read({ ...this.#range, ...rest }, wanted).slice(since);
  }

  #read(range: ListRange, limit: number): Row[] {
    return this.#access.storage.list({ ...range, limit });
  }
}
