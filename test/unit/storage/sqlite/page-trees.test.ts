import initSqlJs from "sql.js";
import { expect, test } from "vitest";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { treeProblem } from "../../../../src/storage/sqlite/page-trees.ts";
import { endlessDatabase } from "../../../hostile/endless-database.ts";
import { databaseMaker } from "../../../hostile/databases.ts";
import { loadSqlite } from "./load-sqlite.ts";

const sqlite = await loadSqlite();
const database = databaseMaker(await initSqlJs());
const PAGE = 4096;

function problemOf(bytes: Uint8Array): string | undefined {
  const image = new FileImage();
  image.write(0, bytes);
  const file = new PageFile("the file", image);
  const opened = sqlite.open(file);
  try {
    return treeProblem(file, opened);
  } finally {
    opened.close();
  }
}

const rows = (table: string, count: number, values: string): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${count}) INSERT INTO ${table} SELECT ${values} FROM n`;

const sound = {
  "no tables": database("PRAGMA user_version=1"),
  "many rows, indexes and long rows": database(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)",
    "CREATE INDEX i ON t (text, id)",
    "CREATE TABLE w (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    rows("t", 3000, "i, printf('%0200d', i), zeroblob(i * 7)"),
    rows("w", 3000, "'key ' || i, zeroblob(i % 99 * 90)"),
  ),
  "a schema of many pages and long names": database(
    ...Array.from({ length: 80 }, (_, n) => `CREATE TABLE "${`${n}`.padStart(700, "x")}" (a, b)`),
    `CREATE TABLE "${"long".repeat(3000)}" (a)`,
    rows(`"${"long".repeat(3000)}"`, 500, "hex(randomblob(90))"),
  ),
  "free pages": database(
    "CREATE TABLE t (x)",
    rows("t", 500, "hex(randomblob(90))"),
    "CREATE TABLE u (x)",
    rows("u", 500, "i"),
    "DROP TABLE t",
  ),
};

test.each(Object.entries(sound))("finds no problem in a database with %s", (_, bytes) => {
  expect(problemOf(bytes)).toBeUndefined();
  expect(problemOf(bytes.subarray(0, 3 * PAGE))).toBeUndefined();
});

test("finds the pages with several parents of a database that SQLite never finishes reading", () => {
  expect(problemOf(endlessDatabase())).toBe("its page 12 has several parents");
});

/** The number of the page at which the one interior page of the table `t` begins. */
function rootOf(bytes: Uint8Array): number {
  const root = Array.from({ length: bytes.length / PAGE }, (_, n) => n).find(
    (n) => n > 0 && bytes[n * PAGE] === 5,
  );
  if (root === undefined) throw new Error("The table has one page only.");
  return root;
}

test("finds a page with several parents in the tree of a table", () => {
  const bytes = sound["many rows, indexes and long rows"].slice();
  const root = rootOf(bytes) * PAGE;
  const view = new DataView(bytes.buffer);
  const [first, second] = [root + 12, root + 14].map((at) => root + view.getUint16(at));
  view.setUint32(second ?? 0, view.getUint32(first ?? 0));
  expect(problemOf(bytes)).toMatch(/^its page \d+ has several parents$/);
});

test("finds rows that claim more bytes than the file has", () => {
  const bytes = database("CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(3000))");
  const view = new DataView(bytes.buffer);
  const cell = PAGE + view.getUint16(PAGE + 8);
  bytes.set([0xff, 0xff, 0xff, 0x7f], cell);
  expect(problemOf(bytes)).toBe("the rows up to its page 2 claim more bytes than it has");
});

test("finds another page size, with which the trees would be other ones", () => {
  const bytes = sound["no tables"].slice();
  new DataView(bytes.buffer).setUint16(16, 1);
  expect(problemOf(bytes)).toBe("its pages have 65536 bytes, not 4096");
});

test("a file that is no database is left to SQLite", () => {
  for (const size of [0, 1, 99, PAGE, 3 * PAGE]) {
    expect(problemOf(new Uint8Array(size).fill(size))).toBeUndefined();
  }
});
