import { encodeUtf8, throughUtf8 } from "../../codec/utf8.ts";
import type { Database, SqlValue } from "../sqlite/database.ts";
import { TablePresence } from "./table-presence.ts";

export interface KvListOptions {
  /** First key, inclusive. Default: the first there is. */
  readonly start?: string | undefined;
  /** End of the keys, exclusive. Default: the end. */
  readonly end?: string | undefined;
  /** At most so many entries, from the end that the order begins at. Default: all. */
  readonly limit?: number | undefined;
  /** From the last key to the first. */
  readonly reverse?: boolean | undefined;
}

/**
 * An actor's keys and values: `_cf_KV`, in workerd's own schema (`util/sqlite-kv.c++:69-72`).
 * Values are bytes; what they mean is the API's business.
 *
 * Keys are in the order of their UTF-8 bytes, in which U+FFFF comes before U+10000; JavaScript's own
 * comparison has them the other way round. The table is made by the first write.
 */
export class KvTable {
  readonly #database: Database;
  readonly #table: TablePresence;

  constructor(database: Database) {
    this.#database = database;
    this.#table = new TablePresence(
      database,
      "_cf_KV",
      // Blanks and all as workerd writes it: the user's code can read it.
      "(\n        key TEXT PRIMARY KEY,\n        value BLOB\n      ) WITHOUT ROWID",
    );
  }

  get(key: string): Uint8Array | undefined {
    if (!this.#table.present) return undefined;
    const row = this.#database.get("SELECT value FROM _cf_KV WHERE key = ?", key);
    return row && bytes(row[0]);
  }

  /** The entries that are there, in the order of the keys, each once. */
  getMany(keys: readonly string[]): [string, Uint8Array][] {
    const found: { bytes: Uint8Array; key: string; value: Uint8Array }[] = [];
    for (const key of new Set(keys)) {
      const value = this.get(key);
      if (value !== undefined) found.push({ bytes: encodeUtf8(key), key, value });
    }
    return found
      .toSorted((a, b) => compareBytes(a.bytes, b.bytes))
      .map(({ key, value }) => [throughUtf8(key), value]);
  }

  /** Makes the table, as every write does, also one of nothing. */
  create(): void {
    this.#table.create();
  }

  put(key: string, value: Uint8Array): void {
    this.#table.create();
    this.#database.run(
      "INSERT INTO _cf_KV VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      key,
      value,
    );
  }

  /** As every write it makes the table. @returns whether the key was there */
  delete(key: string): boolean {
    this.#table.create();
    this.#database.run("DELETE FROM _cf_KV WHERE key = ?", key);
    return this.#database.changes() > 0;
  }

  list(options: KvListOptions = {}): [string, Uint8Array][] {
    if (!this.#table.present) return [];
    const { start = "", end, limit, reverse = false } = options;
    const bindings: SqlValue[] = [start];
    let sql = "SELECT key, value FROM _cf_KV WHERE key >= ?";
    if (end !== undefined) {
      sql += " AND key < ?";
      bindings.push(end);
    }
    sql += reverse ? " ORDER BY key DESC" : " ORDER BY key";
    if (limit !== undefined) {
      sql += " LIMIT CAST(? AS INTEGER)";
      bindings.push(limit);
    }
    return this.#database.all(sql, ...bindings).map(entry);
  }

  /** To be called after a rollback, a reset, or SQL of the user's that may have dropped the table. */
  forget(): void {
    this.#table.forget();
  }
}

function entry([key, value]: SqlValue[]): [string, Uint8Array] {
  return [String(key), bytes(value)];
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A file from elsewhere may hold anything; what is no blob has no bytes that workerd would write. */
function bytes(value: SqlValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
