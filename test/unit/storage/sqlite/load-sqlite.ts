import initSqlJs from "sql.js";
import type { InitSqlJs } from "../../../../src/storage/sqlite/sql-js.ts";
import { Sqlite, type SqliteOptions } from "../../../../src/storage/sqlite/sqlite.ts";

/** SQLite in node, where sql.js finds its WebAssembly itself. */
export function loadSqlite(options?: Partial<SqliteOptions>): Promise<Sqlite> {
  return Sqlite.load({ initSqlJs: initSqlJs as InitSqlJs, ...options });
}
