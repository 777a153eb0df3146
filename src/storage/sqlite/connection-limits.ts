import { MAX_VALUE_LENGTH } from "./policy/sql-limits.ts";
import { OK, openSqlJs, type SqlJs } from "./sql-js.ts";
import type { WasmMemory } from "./wasm-memory.ts";

/**
 * SQLite's limits in the order of its `aLimit` (`SQLITE_LIMIT_LENGTH` is the first): the values that
 * sql.js is built with, and workerd's (`util/sqlite.c++:1374-1389`). The policy checks the length of
 * SQL and ATTACH. The size of programs is not limited: checking a file with many tables needs more.
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

/** Bytes of a connection's record that are searched. */
const SEARCHED = 400;

/** An expression one level deeper than workerd's limit. */
const TOO_DEEP = `SELECT ${Array.from({ length: 101 }, () => "1").join("+")}`;

/**
 * Sets workerd's limits. sql.js does not export `sqlite3_limit()`, but a connection's record in
 * SQLite's memory has the limits as an array of known values (docs/decisions/row-counts.md).
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
   * @param database the `sqlite3*` of a new connection
   * @returns false if the limits were not found in this build of SQLite
   */
  apply(database: number): boolean {
    this.#place ??= this.#find();
    if (this.#place === null || !this.#isThere(database + this.#place)) return false;
    this.#write(database + this.#place);
    return true;
  }

  /** Finds the limits in a connection of its own, and verifies that one of them takes effect. */
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
