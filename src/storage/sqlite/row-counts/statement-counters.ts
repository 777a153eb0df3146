import { ROW, type SqlJs } from "../sql-js.ts";
import type { WasmSqlite } from "../wasm-sqlite.ts";
import type { WasmMemory } from "../wasm-memory.ts";

/** SQLite's counters of a statement (`sqlite3_stmt_status()`) since it was compiled, modulo 2^32. */
export interface StatementCounters {
  /** Moves of a cursor to the next row after a seek, or in a sorter. */
  readonly plainNexts: number;
  /** The same in a full scan. */
  readonly fullScanNexts: number;
  /** The same to build an automatic index. */
  readonly automaticNexts: number;
  readonly sorts: number;
  /** Operations of the virtual machine. */
  readonly steps: number;
  /** Automatic recompilations. */
  readonly reprepared: number;
  readonly filterMisses: number;
  readonly filterHits: number;
  /** Changed rows; only before the end of the statement. */
  readonly changes: number;
}

const layouts = new WeakMap<SqlJs, CounterLayout | "not found">();

/**
 * The counters of a statement.
 *
 * @param statement its `sqlite3_stmt*`
 * @returns undefined if they are not found in this build of SQLite
 */
export function readCounters(
  { module, memory }: WasmSqlite,
  statement: number,
): StatementCounters | undefined {
  const layout = layouts.get(module) ?? findCounterLayout(module, memory) ?? "not found";
  layouts.set(module, layout);
  if (layout === "not found") return undefined;
  const { buffer, byteOffset } = memory.bytes;
  const view = new DataView(buffer, byteOffset + statement);
  const counter = (index: number): number => view.getUint32(layout.counters + 4 * index, true);
  return {
    plainNexts: counter(0),
    fullScanNexts: counter(1),
    sorts: counter(2),
    automaticNexts: counter(3),
    steps: counter(4),
    reprepared: counter(5),
    filterMisses: counter(7),
    filterHits: counter(8),
    changes: view.getUint32(layout.changes, true),
  };
}

/** Offsets of the counters in SQLite's record of a statement (`Vdbe`), in bytes. */
interface CounterLayout {
  readonly counters: number;
  readonly changes: number;
}

/** Bytes of the record that are searched; it has about 230. */
const SEARCHED = 320;

const SCHEMA = "CREATE TABLE t (a INTEGER PRIMARY KEY, b)";
const ROWS = 37;

/**
 * Statements with known counters, in SQLite's order: plain nexts, nexts of a full scan, sorts, nexts
 * for an automatic index, operations, recompilations, runs, filter misses and hits.
 */
const KNOWN: readonly { readonly sql: string; readonly counts: readonly number[] }[] = [
  { sql: "SELECT a FROM t", counts: [0, 36, 0, 0, 117, 0, 1, 0, 0] },
  { sql: "SELECT a FROM t WHERE a > 30", counts: [6, 0, 0, 0, 28, 0, 1, 0, 0] },
  { sql: "SELECT a FROM t ORDER BY b", counts: [36, 36, 1, 0, 342, 0, 1, 0, 0] },
];

/**
 * Finds the counters, because sql.js does not export `sqlite3_stmt_status()`: runs statements with
 * known counters and searches their records for these numbers.
 *
 * @returns undefined if there is no such place, or more than one
 */
function findCounterLayout(module: SqlJs, memory: WasmMemory): CounterLayout | undefined {
  // Not openSqlJs(): this file is loaded as a part, with another count of names.
  const database = new module.Database();
  try {
    const handle = database.db ?? 0;
    database.run(SCHEMA);
    const series = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${ROWS})`;
    database.run(`${series} INSERT INTO t SELECT i, -i FROM n`);
    let places = range(0, SEARCHED - 36);
    for (const { sql, counts } of KNOWN) {
      places = runAndLook(module, memory, handle, sql, Infinity, (word) =>
        places.filter((place) => counts.every((count, index) => word(place + 4 * index) === count)),
      );
    }
    let changes = range(0, places[0] ?? 0);
    for (const count of [ROWS, 2 * ROWS]) {
      const sql = "INSERT INTO t (b) SELECT b FROM t RETURNING a";
      changes = runAndLook(module, memory, handle, sql, 1, (word) =>
        changes.filter((place) => word(place) === count && word(place + 4) === 0),
      );
    }
    const [counters, another] = places;
    const [change, otherChange] = changes;
    const unique = another === undefined && otherChange === undefined;
    if (counters === undefined || change === undefined || !unique) return undefined;
    return { counters, changes: change };
  } finally {
    database.close();
  }
}

/** Steps a new statement up to `steps` times, and passes a reader of its record to `look`. */
function runAndLook<T>(
  module: SqlJs,
  memory: WasmMemory,
  database: number,
  sql: string,
  steps: number,
  look: (word: (place: number) => number) => T,
): T {
  const statement = memory.withText(sql, ({ pointer, length }) => {
    module._sqlite3_prepare_v2(database, pointer, length + 1, memory.out, 0);
    return memory.readPointer(memory.out);
  });
  try {
    for (let step = 0; step < steps && module._sqlite3_step(statement) === ROW; step++);
    return look((place) => memory.readPointer(statement + place));
  } finally {
    module._sqlite3_finalize(statement);
  }
}

/** The offsets of all words from `start` up to `end`. */
function range(start: number, end: number): number[] {
  return Array.from({ length: (end - start) / 4 }, (_, index) => start + 4 * index);
}
