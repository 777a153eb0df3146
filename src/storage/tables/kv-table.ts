import { encodeUtf8, throughUtf8 } from "../../codec/utf8.ts";
import type { Database, SqlValue } from "../sqlite/database.ts";
import { TablePresence } from "./table-presence.ts";

export interface KvListOptions {
  /** First key, inclusive. Default: no lower bound. */
  readonly start?: string | undefined;
  /** Last key, exclusive. Default: no upper bound. */
  readonly end?: string | undefined;
  /** Maximum number of entries, counted in the order of the result. Default: all. */
  readonly limit?: number | undefined;
  /** Descending order of keys. */
  readonly reverse?: boolean | undefined;
}

/**
 * An actor's keys and values: table `_cf_KV`, in workerd's schema (`util/sqlite-kv.c++:69-72`).
 * Values are bytes, encoded by the caller. The first write creates the table.
 *
 * Keys are ordered by their UTF-8 bytes: U+FFFF before U+10000. JavaScript's string comparison
 * orders these two the other way round.
 */
export class KvTable {
  readonly #database: Database;
  readonly #table: TablePresence;

  constructor(database: Database) {
    this.#database = database;
    this.#table = new TablePresence(
      database,
      "_cf_KV",
      // White space as workerd writes it: user code can read the schema.
      "(\n        key TEXT PRIMARY KEY,\n        value BLOB\n      ) WITHOUT ROWID",
    );
  }

  get(key: string): Uint8Array | undefined {
    if (!this.#table.present) return undefined;
    const row = this.#database.get("SELECT value FROM _cf_KV WHERE key = ?", key);
    return row && bytes(row[0]);
  }

  /** The existing entries among `keys`, each once, in the order of the keys. */
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

  /** Creates the table, as every write does, even one without entries. */
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

  /** Creates the table, as every write does. @returns whether the key existed */
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

  /** Call after a rollback, a reset, or user SQL that may have dropped the table. */
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

/** An imported file may hold values of other types; workerd writes only blobs. */
function bytes(value: SqlValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
