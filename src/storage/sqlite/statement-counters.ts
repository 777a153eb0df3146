import { openSqlJs, ROW, type SqlJs } from "./sql-js.ts";
import type { WasmMemory } from "./wasm-memory.ts";

/**
 * What SQLite counts of a statement (`sqlite3_stmt_status()`), since it was compiled. Each wraps
 * round at 2^32.
 */
export interface StatementCounters {
  /** Times that a cursor went on to one more row: after a seek, or in a sorter, */
  readonly plainNexts: number;
  /** in a scan of all rows, */
  readonly fullScanNexts: number;
  /** and to build an index that is gone with the statement. */
  readonly automaticNexts: number;
  readonly sorts: number;
  /** Operations that were run. */
  readonly steps: number;
  /** Times that it was compiled anew by SQLite itself. */
  readonly reprepared: number;
  readonly filterMisses: number;
  readonly filterHits: number;
  /** Rows that it has changed, as long as it has not come to its end. */
  readonly changes: number;
}

/** Reads what SQLite counts of its statements. */
export class StatementCounting {
  readonly #module: SqlJs;
  readonly #memory: WasmMemory;
  #layout: CounterLayout | null | undefined;

  constructor(module: SqlJs, memory: WasmMemory) {
    this.#module = module;
    this.#memory = memory;
  }

  /**
   * What was counted of a statement so far.
   *
   * @param statement its `sqlite3_stmt*`
   * @returns undefined if this build of SQLite keeps its counters where nobody finds them
   */
  read(statement: number): StatementCounters | undefined {
    this.#layout ??= findCounterLayout(this.#module, this.#memory) ?? null;
    const layout = this.#layout;
    if (layout === null) return undefined;
    const bytes = this.#memory.bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset + statement);
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
}

/** Where they are in SQLite's own record of a statement, in bytes from its beginning. */
interface CounterLayout {
  readonly counters: number;
  readonly changes: number;
}

/** How far the record is looked through; it has some 230 bytes. */
const SEARCHED = 320;

const SCHEMA = "CREATE TABLE t (a INTEGER PRIMARY KEY, b)";
const ROWS = 37;

/**
 * Statements of which it is known what SQLite counts, in the order of its counters: plain steps to
 * the next row, steps of a full scan, sorts, steps to build an automatic index, operations,
 * compilations, runs, and what a filter missed and hit.
 */
const KNOWN: readonly { readonly sql: string; readonly counts: readonly number[] }[] = [
  { sql: "SELECT a FROM t", counts: [0, 36, 0, 0, 117, 0, 1, 0, 0] },
  { sql: "SELECT a FROM t WHERE a > 30", counts: [6, 0, 0, 0, 28, 0, 1, 0, 0] },
  { sql: "SELECT a FROM t ORDER BY b", counts: [36, 36, 1, 0, 342, 0, 1, 0, 0] },
];

/**
 * Finds where SQLite counts, since sql.js does not export `sqlite3_stmt_status()`: runs statements
 * of which it is known what is counted, and looks for just these numbers.
 *
 * @returns undefined if there is no such place, or more than one: then nothing is known
 */
function findCounterLayout(module: SqlJs, memory: WasmMemory): CounterLayout | undefined {
  const database = openSqlJs(module, undefined);
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

/** Steps a new statement up to `steps` times, and gives what it is made of to `look`. */
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

/** All places of a word from `start` up to `end`. */
function range(start: number, end: number): number[] {
  return Array.from({ length: (end - start) / 4 }, (_, index) => start + 4 * index);
}
