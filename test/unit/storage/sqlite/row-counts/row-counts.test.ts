import { beforeEach, describe, expect, test } from "vitest";

import type { Database, SqlValue } from "../../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../../src/storage/disk/file-image.ts";
import { LinearProgram } from "../../../../../src/storage/sqlite/row-counts/linear-program.ts";
import { PageFile } from "../../../../../src/storage/sqlite/page-file.ts";
import { loopsOf } from "../../../../../src/storage/sqlite/row-counts/program-loops.ts";
import { isKnownOpcode } from "../../../../../src/storage/sqlite/row-counts/program-opcodes.ts";
import {
  type Measured,
  rowCounts,
} from "../../../../../src/storage/sqlite/row-counts/row-counts.ts";
import { type Operation, operation } from "../../../../../src/storage/sqlite/policy/sql-program.ts";
import {
  readCounters,
  type StatementCounters,
} from "../../../../../src/storage/sqlite/row-counts/statement-counters.ts";
import { loadSqlite } from "../load-sqlite.ts";

// `test/conformance/scenarios/sql-counts.js` compares the counts with workerd's.

const sqlite = await loadSqlite();
let database: Database;

beforeEach(() => {
  database = sqlite.open(new PageFile("namespace/actor.sqlite", new FileImage()));
  database.exec(`
    CREATE TABLE t (id INTEGER PRIMARY KEY, a);
    CREATE INDEX by_a ON t (a);
    INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, NULL);`);
});

function programOf(sql: string): Operation[] {
  return database.all(`EXPLAIN ${sql}`).map(operation);
}

/** Runs a statement to its end. @returns SQLite's measurements */
function run(sql: string, ...bindings: SqlValue[]): Measured & StatementCounters {
  const statement = database.prepare(sql);
  if (statement === undefined) throw new Error("no statement");
  statement.bind(bindings);
  const { readOnly } = statement;
  const before = statement.inspect(readCounters) as StatementCounters;
  let rows = 0;
  let firstRow: SqlValue[] | undefined;
  while (statement.step()) {
    rows++;
    firstRow ??= statement.row();
  }
  const after = statement.inspect(readCounters) as StatementCounters;
  const changes = readOnly ? 0 : database.changes();
  statement.finalize();
  const names = Object.keys(after) as (keyof StatementCounters)[];
  const since = Object.fromEntries(names.map((name) => [name, after[name] - before[name]]));
  const counted = since as unknown as StatementCounters;
  return { ...counted, rows, changes, standing: false, bindings, firstRow };
}

describe("the counters of a statement", () => {
  test("are found in its record, for every run", () => {
    for (let times = 0; times < 3; times++) {
      expect(run("SELECT * FROM t WHERE id > 1")).toMatchObject({
        plainNexts: 2,
        fullScanNexts: 0,
        reprepared: 0,
        rows: 3,
      });
      expect(run("SELECT id FROM t NOT INDEXED ORDER BY a, id")).toMatchObject({
        fullScanNexts: 3,
        plainNexts: 3,
        sorts: 1,
      });
    }
  });

  test("show the changes before the end", () => {
    const statement = database.prepare("UPDATE t SET a = 7 WHERE id < 4 RETURNING id");
    expect(statement?.step()).toBe(true);
    expect(statement?.inspect(readCounters)?.changes).toBe(3);
    statement?.finalize();
  });

  test("show that SQLite has recompiled a statement", () => {
    const sql = "SELECT * FROM t";
    run(sql);
    database.exec("CREATE TABLE other (a)");
    expect(run(sql).reprepared).toBe(1);
  });
});

describe("row counts", () => {
  test("are known if exactly one solution fits", () => {
    const sql = "UPDATE t SET a = a + 1 WHERE id > 2";
    const program = programOf(sql);
    expect(rowCounts(program, run(sql))).toEqual({ rowsRead: 2, rowsWritten: 4 });
  });

  test("are unknown if several answers fit", () => {
    const sql = "SELECT x.id FROM t AS x CROSS JOIN t AS y ON y.id = x.a";
    expect(rowCounts(programOf(sql), run(sql))).toEqual({ rowsRead: undefined, rowsWritten: 0 });
  });

  test("are unknown if the measurements are impossible for the program", () => {
    const sql = "SELECT * FROM t";
    const measured = run(sql);
    expect(rowCounts(programOf(sql), measured).rowsRead).toBe(4);
    const steps = measured.steps + 1;
    expect(rowCounts(programOf(sql), { ...measured, steps }).rowsRead).toBeUndefined();
  });

  test("are unknown for a program with an unknown operation", () => {
    const sql = "SELECT * FROM t";
    const measured = run(sql);
    const program = programOf(sql);
    const novelty = program.findIndex(({ opcode }) => opcode === "Column");
    program[novelty] = { ...(program[novelty] as Operation), opcode: "Novelty" };
    expect(rowCounts(program, measured)).toEqual({
      rowsRead: undefined,
      rowsWritten: undefined,
    });
  });

  test("all operations of common statements are known", () => {
    database.exec("CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = new.a; END");
    const statements = [
      "INSERT INTO t (a) SELECT a FROM t WHERE true ON CONFLICT (id) DO UPDATE SET a = 1 RETURNING *",
      "WITH q AS (SELECT DISTINCT a FROM t) SELECT a, count(*) FROM q GROUP BY 1 ORDER BY 2 LIMIT 1",
      "SELECT sum(a) OVER (PARTITION BY id ORDER BY a) FROM t UNION SELECT a IN (1, 2) FROM t",
      "SELECT * FROM t JOIN json_each('[1]') ON value = t.id WHERE a LIKE 'x%' OR a BETWEEN 1 AND 2",
    ];
    const opcodes = new Set(statements.flatMap(programOf).map(({ opcode }) => opcode));
    expect(opcodes.size).toBeGreaterThan(60);
    expect([...opcodes].filter((opcode) => !isKnownOpcode(opcode))).toEqual([]);
  });
});

describe("a linear program", () => {
  test("finds the minimum of a sum", () => {
    // x + y = 4, x + s = 3: y is minimal at x = 3.
    const program = new LinearProgram(
      [
        [1, 1, 0, 4],
        [1, 0, 1, 3],
      ],
      3,
    );
    expect(program.least([0, 1, 0, 0])).toEqual([3, 1, 0]);
    expect(program.least([0, -1, 0, 0])).toEqual([0, 4, 3]);
  });

  test("has no solution if all have negative numbers, or none exists", () => {
    const contradiction = [
      [1, 1, 2],
      [2, 2, 5],
    ];
    expect(new LinearProgram(contradiction, 2).least([0, 0, 0])).toBe("none");
    const negative = [
      [1, 1, 2],
      [1, 0, 3],
    ];
    expect(new LinearProgram(negative, 2).least([0, 0, 0])).toBe("none");
  });

  test("finds a solution although the first basis is negative", () => {
    // x - y = -2, x + y + s = 6: x is at most 2.
    const program = new LinearProgram(
      [
        [1, -1, 0, -2],
        [1, 1, 1, 6],
      ],
      3,
    );
    expect(program.least([-1, 0, 0, 0])).toEqual([2, 4, 0]);
  });
});

test("loops and nested loops are found", () => {
  const edges = [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 2],
    [3, 1],
    [1, 4],
  ].map(([from = 0, end = 0]) => ({ from, end }));
  expect(loopsOf(edges)).toEqual([
    { inside: [1, 2, 3, 4], entries: [0] },
    { inside: [2, 3], entries: [1] },
  ]);
});
