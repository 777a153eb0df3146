import type { Database, SqlValue } from "../sqlite/database.ts";
import { millisecondsAsNanoseconds } from "./nanoseconds.ts";

/** One pending alarm of a namespace. */
export interface AlarmRow {
  /** The actor's id, 64 hexadecimal digits. */
  readonly actorId: string;
  /** In ms since the epoch. */
  readonly scheduledTime: number;
  /** The name that the id was made from; null if unknown. */
  readonly actorName: string | null;
}

/** In ms. SQLite's division of integers gives an integer. */
const TIME = "(scheduled_time / 1000000)";
const COLUMNS = `actor_id, ${TIME}, actor_name`;

/**
 * The alarms of a namespace: table `_cf_ALARM` of its `metadata.sqlite`, in workerd's schema
 * (`alarm-scheduler.c++:55`). Times are stored in nanoseconds.
 *
 * There is no index on the time: it would double the size of every write, and a scan of 100,000
 * alarms takes 8 ms.
 */
export class AlarmTable {
  readonly #database: Database;

  /** Creates the table if needed, and adds the column `actor_name` to an older one. */
  constructor(database: Database) {
    this.#database = database;
    const columns = database.all("SELECT name FROM pragma_table_info('_cf_ALARM')").flat();
    if (columns.length === 0) {
      database.exec(
        // White space as workerd writes it: the schema is stored byte for byte.
        "CREATE TABLE _cf_ALARM (\n      actor_id TEXT PRIMARY KEY,\n" +
          "      scheduled_time INTEGER,\n      actor_name TEXT\n    ) WITHOUT ROWID",
      );
    } else if (!columns.includes("actor_name")) {
      database.exec("ALTER TABLE _cf_ALARM ADD COLUMN actor_name TEXT");
    }
  }

  /**
   * Sets or replaces the actor's alarm. Without `name`, a stored name is kept.
   *
   * @param time in ms since the epoch
   * @throws {RangeError} if `time` is not an integer or does not fit 64 bits of nanoseconds
   */
  upsert(actorId: string, name: string | undefined, time: number): void {
    this.#database.run(
      "INSERT INTO _cf_ALARM (actor_id, scheduled_time, actor_name) " +
        "VALUES (?, CAST(? AS INTEGER), ?) ON CONFLICT (actor_id) DO UPDATE SET " +
        "scheduled_time = excluded.scheduled_time, " +
        "actor_name = coalesce(excluded.actor_name, actor_name)",
      actorId,
      millisecondsAsNanoseconds(time),
      name ?? null,
    );
  }

  delete(actorId: string): void {
    this.#database.run("DELETE FROM _cf_ALARM WHERE actor_id = ?", actorId);
  }

  get(actorId: string): AlarmRow | undefined {
    const sql = `SELECT ${COLUMNS} FROM _cf_ALARM WHERE actor_id = ? AND scheduled_time IS NOT NULL`;
    const row = this.#database.get(sql, actorId);
    return row && toRow(row);
  }

  /**
   * The time of the earliest alarm, in ms since the epoch; null if there is none.
   *
   * @param after considers only alarms after this time, in ms since the epoch
   */
  earliest(after = -Infinity): number | null {
    const sql = `SELECT min(${TIME}) FROM _cf_ALARM WHERE ${TIME} > ?`;
    const time = this.#database.get(sql, after)?.[0];
    return typeof time === "number" ? time : null;
  }

  /**
   * The alarms that are due, ordered by time and id.
   *
   * @param until ms since the epoch, inclusive; Infinity for all
   * @param limit maximum number of alarms
   */
  due(until: number, limit = -1): AlarmRow[] {
    const sql =
      `SELECT ${COLUMNS} FROM _cf_ALARM WHERE ${TIME} <= ? ` +
      "ORDER BY scheduled_time, actor_id LIMIT CAST(? AS INTEGER)";
    return this.#database.all(sql, until, limit).map(toRow);
  }

  /** One page of all alarms, ordered by time and id. */
  list(limit: number, offset: number): AlarmRow[] {
    const sql =
      `SELECT ${COLUMNS} FROM _cf_ALARM WHERE scheduled_time IS NOT NULL ` +
      "ORDER BY scheduled_time, actor_id LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)";
    return this.#database.all(sql, limit, offset).map(toRow);
  }

  count(): number {
    const row = this.#database.get("SELECT count(scheduled_time) FROM _cf_ALARM");
    return Number(row?.[0]);
  }
}

function toRow([actorId, scheduledTime, actorName]: SqlValue[]): AlarmRow {
  return {
    actorId: String(actorId),
    scheduledTime: Number(scheduledTime),
    actorName: typeof actorName === "string" ? actorName : null,
  };
}
