import type { Database } from "../sqlite/database.ts";
import { millisecondsAsNanoseconds } from "./nanoseconds.ts";
import { TablePresence } from "./table-presence.ts";

const ALARM = 1;
const BOOKMARK = 2;

/**
 * An actor's alarm and bookmark counter: table `_cf_METADATA`, in workerd's schema
 * (`util/sqlite-metadata.c++:83-86`). The first write creates the table.
 */
export class MetadataTable {
  readonly #database: Database;
  readonly #table: TablePresence;

  constructor(database: Database) {
    this.#database = database;
    this.#table = new TablePresence(
      database,
      "_cf_METADATA",
      // White space as workerd writes it: user code can read the schema.
      "(\n        key INTEGER PRIMARY KEY,\n        value BLOB\n      )",
    );
  }

  /** The time of the actor's alarm, in ms since the epoch; null if it has none. */
  getAlarm(): number | null {
    return this.#get(`SELECT value / 1000000 FROM _cf_METADATA WHERE key = ${ALARM}`);
  }

  /**
   * @param time in ms since the epoch, stored in nanoseconds; null deletes the alarm
   * @throws {RangeError} if `time` is not an integer or does not fit 64 bits of nanoseconds
   */
  setAlarm(time: number | null): void {
    // Don't create the table only to delete from it.
    if (time === null && !this.#table.present) return;
    const value = time === null ? null : millisecondsAsNanoseconds(time);
    this.#put(ALARM, value);
  }

  /** The counter behind `getCurrentBookmark()`; null before its first use. */
  getBookmark(): number | null {
    return this.#get(`SELECT value FROM _cf_METADATA WHERE key = ${BOOKMARK}`);
  }

  setBookmark(count: number): void {
    this.#put(BOOKMARK, String(count));
  }

  /** Call after a rollback or a reset. */
  forget(): void {
    this.#table.forget();
  }

  #get(sql: string): number | null {
    if (!this.#table.present) return null;
    const value = this.#database.get(sql)?.[0];
    return typeof value === "number" ? value : null;
  }

  /** @param value a 64-bit integer, as decimal digits */
  #put(key: number, value: string | null): void {
    this.#table.create();
    this.#database.run(
      "INSERT INTO _cf_METADATA VALUES (?, CAST(? AS INTEGER)) " +
        "ON CONFLICT DO UPDATE SET value = excluded.value",
      key,
      value,
    );
  }
}
