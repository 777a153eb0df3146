import type { Database } from "../sqlite/database.ts";
import { millisecondsAsNanoseconds } from "./nanoseconds.ts";
import { TablePresence } from "./table-presence.ts";

const ALARM = 1;
const BOOKMARK = 2;

/**
 * What an actor's file says about the actor: `_cf_METADATA`, in workerd's own schema
 * (`util/sqlite-metadata.c++:83-86`). The table is made by the first write.
 */
export class MetadataTable {
  readonly #database: Database;
  readonly #table: TablePresence;

  constructor(database: Database) {
    this.#database = database;
    this.#table = new TablePresence(
      database,
      "_cf_METADATA",
      // Blanks and all as workerd writes it: the user's code can read it.
      "(\n        key INTEGER PRIMARY KEY,\n        value BLOB\n      )",
    );
  }

  /** When the actor's alarm is due, in ms since the epoch; null if it has none. */
  getAlarm(): number | null {
    return this.#get(`SELECT value / 1000000 FROM _cf_METADATA WHERE key = ${ALARM}`);
  }

  /**
   * @param time in ms since the epoch, stored in nanoseconds; null for none
   * @throws {RangeError} if the time is no whole number of ms, or too far for nanoseconds
   */
  setAlarm(time: number | null): void {
    // Where there is no table there is no alarm to delete.
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

  /** To be called after a rollback or a reset. */
  forget(): void {
    this.#table.forget();
  }

  #get(sql: string): number | null {
    if (!this.#table.present) return null;
    const value = this.#database.get(sql)?.[0];
    return typeof value === "number" ? value : null;
  }

  /** @param value an integer of 64 bits in digits, which a number cannot hold exactly */
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
