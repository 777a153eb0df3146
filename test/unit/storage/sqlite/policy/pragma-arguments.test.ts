import { expect, test } from "vitest";

import {
  guardedStatement,
  guardPragmaArgument,
  withoutGuard,
} from "../../../../../src/storage/sqlite/policy/pragma-arguments.ts";
import { SqliteError } from "../../../../../src/storage/sqlite/sqlite-error.ts";

test.each([
  [
    "SELECT * FROM a JOIN pragma_table_info(a.name) AS p",
    "SELECT * FROM a JOIN pragma_table_info(tabd_pragma_argument(a.name)) AS p",
  ],
  [
    "SELECT * FROM pragma_index_info(?, 'main'), PRAGMA_TABLE_XINFO(upper('a,)' || x))",
    "SELECT * FROM pragma_index_info(tabd_pragma_argument(?), 'main'), " +
      "PRAGMA_TABLE_XINFO(tabd_pragma_argument(upper('a,)' || x)))",
  ],
  [
    "SELECT * FROM pragma_table_info(NULL)",
    "SELECT * FROM pragma_table_info(tabd_pragma_argument(NULL))",
  ],
  ["SELECT * FROM pragma_table_info('t')", undefined],
  ["SELECT * FROM pragma_table_list(a.name)", undefined],
  ["SELECT 'pragma_table_info(x)'", undefined],
  ["CREATE VIEW v AS SELECT * FROM a JOIN pragma_table_info(a.name)", undefined],
  ["SELECT 1", undefined],
])("%s", (sql, guarded) => {
  expect(guardedStatement(sql)).toBe(guarded);
});

test("the guard passes names on, and refuses NULL and system tables", () => {
  expect(["t", 5].map(guardPragmaArgument)).toEqual(["t", 5]);
  for (const argument of [null, "_cf_KV", "_CF_other"]) {
    let error: unknown;
    try {
      guardPragmaArgument(argument);
    } catch (thrown) {
      error = thrown;
    }
    const { message } = error as Error;
    expect(withoutGuard(new SqliteError(1, message))).toMatchObject({
      code: 23,
      message: "not authorized",
    });
  }
});
