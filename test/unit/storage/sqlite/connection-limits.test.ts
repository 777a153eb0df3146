import { expect, test } from "vitest";

import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "./load-sqlite.ts";

// `test/conformance/scenarios/sql-texts.js` compares the limits with workerd's.

const sqlite = await loadSqlite({ connections: 2 });
const open = (name: string): Database =>
  sqlite.open(new PageFile(`namespace/${name}.sqlite`, new FileImage()));

const sum = (terms: number): string => `SELECT ${Array.from({ length: terms }, () => 1).join("+")}`;

test("every connection has limits, even a reopened one", () => {
  const databases = ["a", "b", "c"].map(open);
  for (let round = 0; round < 2; round++) {
    for (const database of databases) {
      expect(database.get(sum(100))).toEqual([100]);
      expect(() => database.get(sum(101))).toThrow(
        "Expression tree is too large (maximum depth 100)",
      );
    }
  }
});

test("SQL cannot create a value that is too long", () => {
  expect(() => open("a").get("SELECT length(randomblob(9000000))")).toThrow(
    "string or blob too big",
  );
});

test("tabd's own statements may be longer, and have larger programs", () => {
  const database = open("a");
  expect(database.get(`SELECT 1 /* ${"x".repeat(200_000)} */`)).toEqual([1]);
  const columns = Array.from({ length: 90 }, (_, i) => `c${i} NOT NULL CHECK (c${i} > 0)`).join(
    ", ",
  );
  for (let i = 0; i < 60; i++) database.exec(`CREATE TABLE t${i} (${columns})`);
  const program = database.all("EXPLAIN PRAGMA integrity_check");
  expect(program.length).toBeGreaterThan(25_000);
  expect(database.get("PRAGMA integrity_check")).toEqual(["ok"]);
});
