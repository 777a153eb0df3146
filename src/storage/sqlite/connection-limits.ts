import { MAX_VALUE_LENGTH } from "./policy/sql-limits.ts";
import { OK, openSqlJs, type SqlJs } from "./sql-js.ts";
import type { WasmMemory } from "./wasm-memory.ts";

/**
 * SQLite's limits in the order of its own list (`SQLITE_LIMIT_LENGTH` is the first): what sql.js is
 * built with, and what workerd sets (`util/sqlite.c++:1374-1389`). The length of SQL
 * and ATTACH are looked after elsewhere, and the size of programs is left as it is: tabd's own
 * statements may have more, and to check a file with many tables is a large program.
 */
const LIMITS: readonly (readonly [built: number, workerd: number])[] = [
  [1_000_000_000, MAX_VALUE_LENGTH],
  [1_000_000_000, 1_000_000_000],
  [2000, 100],
  [1000, 100],
  [500, 5],
  [250_000_000, 250_000_000],
  [1000, 127],
  [10, 10],
  [50_000, 50],
  [32_766, 100],
  [1000, 10],
];

/** How far a connection's record is looked through. */
const SEARCHED = 400;

/** An expression that is one deeper than workerd lets it be. */
const TOO_DEEP = `SELECT ${Array.from({ length: 101 }, () => "1").join("+")}`;

/**
 * Gives connections workerd's limits. sql.js does not export `sqlite3_limit()`; but each connection
 * has its limits in its record in SQLite's memory, one after the other, as the list of just those
 * numbers that SQLite was built with.
 */
export class ConnectionLimits {
  readonly #module: SqlJs;
  readonly #memory: WasmMemory;
  #place: number | null | undefined;

  constructor(module: SqlJs, memory: WasmMemory) {
    this.#module = module;
    this.#memory = memory;
  }

  /**
   * @param database the connection's `sqlite3*`, which has no limits of its own yet
   * @returns whether it has them now: not if this build of SQLite keeps them where nobody finds them
   */
  apply(database: number): boolean {
    this.#place ??= this.#find();
    if (this.#place === null || !this.#isThere(database + this.#place)) return false;
    this.#write(database + this.#place);
    return true;
  }

  /** Finds them in a connection of its own, and tries one of them out. */
  #find(): number | null {
    const connection = openSqlJs(this.#module, undefined);
    try {
      const database = connection.db ?? 0;
      for (let place = 0; place < SEARCHED; place += 4) {
        if (!this.#isThere(database + place)) continue;
        this.#write(database + place);
        return this.#compiles(database, TOO_DEEP) ? null : place;
      }
      return null;
    } finally {
      connection.close();
    }
  }

  #isThere(pointer: number): boolean {
    return LIMITS.every(
      ([built], index) => this.#memory.readPointer(pointer + 4 * index) === built,
    );
  }

  #write(pointer: number): void {
    const { buffer, byteOffset } = this.#memory.bytes;
    const view = new DataView(buffer, byteOffset + pointer);
    LIMITS.forEach(([, limit], index) => view.setInt32(4 * index, limit, true));
  }

  #compiles(database: number, sql: string): boolean {
    const { out } = this.#memory;
    return this.#memory.withText(sql, ({ pointer, length }) => {
      const code = this.#module._sqlite3_prepare_v2(database, pointer, length + 1, out, 0);
      if (code === OK) this.#module._sqlite3_finalize(this.#memory.readPointer(out));
      return code === OK;
    });
  }
}
