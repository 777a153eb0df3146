import { expect, test } from "vitest";

import { completeStatements } from "../../../../../src/storage/sqlite/policy/sql-complete.ts";

test.each<[string, string[], string]>([
  ["", [], ""],
  ["  ", [], "  "],
  ["SELECT 1", [], "SELECT 1"],
  ["SELECT 1;", ["SELECT 1;"], ""],
  ["SELECT 1; SELECT 2; SEL", ["SELECT 1;", " SELECT 2;"], " SEL"],
  ["SELECT ';'; SELECT \"a;b\"", ["SELECT ';';"], ' SELECT "a;b"'],
  [
    "-- no; statement\nSELECT 1; /* nor; here */",
    ["-- no; statement\nSELECT 1;"],
    " /* nor; here */",
  ],
  [
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END; SELECT 3",
    ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;"],
    " SELECT 3",
  ],
  ["create temp trigger t begin select 1; end", [], "create temp trigger t begin select 1; end"],
  ["CREATE TABLE t (a); END;", ["CREATE TABLE t (a);", " END;"], ""],
])("the complete statements of %j", (sql, statements, remainder) => {
  expect(completeStatements(sql)).toEqual({ statements, remainder });
});
