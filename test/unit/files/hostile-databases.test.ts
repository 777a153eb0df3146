import initSqlJs from "sql.js";
import { expect, test } from "vitest";
import { checkImport } from "../../../src/files/import-check.ts";
import { packFiles } from "../../../src/protocol/file-archive.ts";
import {
  ALARM,
  databaseMaker,
  hostileDatabases,
  KV,
  METADATA,
  OBJECT,
  OBJECT_ID,
  OWN,
} from "../../hostile/databases.ts";
import { loadSqlite } from "../storage/sqlite/load-sqlite.ts";

const sqlite = await loadSqlite();
const SQL = await initSqlJs();
const database = databaseMaker(SQL);

const check = (path: string, bytes: Uint8Array) =>
  checkImport(packFiles([[path, bytes]]), sqlite, () => undefined);

test.each(hostileDatabases(SQL))("refuses %s", async (_what, path, bytes, message) => {
  const error = await check(path, bytes).then(
    () => new Error("it was accepted"),
    (refusal: Error) => refusal,
  );
  expect(error.message).toMatch(message);
  expect(error.message).toContain(`Cannot import "${path}": `);
  expect(error.message).toMatch(/\. Nothing was imported\.$/);
});

const sound: [what: string, path: string, bytes: Uint8Array][] = [
  ["alarms", METADATA, database(ALARM, `INSERT INTO _cf_ALARM VALUES ('${OBJECT_ID}', 1, 'a')`)],
  [
    "alarms of an older workerd",
    METADATA,
    database(
      ALARM.replace(/,\s*actor_name TEXT/, ""),
      `INSERT INTO _cf_ALARM VALUES ('${OBJECT_ID}', NULL)`,
    ),
  ],
  [
    "alarms to which the names were added",
    METADATA,
    database(
      ALARM.replace(/,\s*actor_name TEXT/, ""),
      "ALTER TABLE _cf_ALARM ADD COLUMN actor_name TEXT",
    ),
  ],
  ["no tables", METADATA, database("PRAGMA user_version=1")],
  [
    "an object with keys, alarm, and a schema of its own",
    OBJECT,
    database(
      KV,
      OWN,
      "INSERT INTO _cf_KV VALUES ('k', x'ff0f')",
      "INSERT INTO _cf_METADATA VALUES (1, 5), (2, 7), (3, 'later')",
      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a_cf_b TEXT CHECK (a_cf_b <> ''), c AS (upper(a_cf_b)))",
      "CREATE INDEX i ON t (c) WHERE id > 1",
      "CREATE VIEW v AS SELECT * FROM t",
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = new.id - 9; END",
      "INSERT INTO t (a_cf_b) VALUES ('x'), ('y')",
      "ANALYZE",
    ),
  ],
  [
    "columns, constraints and texts with workerd's prefix",
    OBJECT,
    database(
      KV,
      "CREATE TABLE t (_cf_x INTEGER, y DEFAULT '_cf_KV' /* _cf_KV */, CONSTRAINT _cf_c CHECK (y > 0))",
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET _cf_x = 1; END",
      "INSERT INTO t (_cf_x) VALUES (1)",
    ),
  ],
  [
    "views of the keys, which only the object's SQL refuses to read",
    OBJECT,
    database(
      KV,
      "CREATE VIEW v AS SELECT * FROM _cf_KV",
      'CREATE VIEW w AS SELECT count(*) FROM "_CF_kv"',
    ),
  ],
];

test.each(sound)("accepts %s", async (_what, path, bytes) => {
  const { archive, replayed } = await check(path, bytes);
  expect(archive.files).toEqual([[path, bytes.length]]);
  expect(replayed).toEqual([]);
});
