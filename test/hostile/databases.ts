import type { Database, SqlJsStatic } from "sql.js";
import { ActorIdFactory } from "../../src/codec/actor-id.ts";

export const OBJECT_ID = new ActorIdFactory("rooms").idFromName("a").hex;
export const METADATA = "rooms/metadata.sqlite";
export const OBJECT = `rooms/${OBJECT_ID}.sqlite`;

export const ALARM = `CREATE TABLE _cf_ALARM (
      actor_id TEXT PRIMARY KEY,
      scheduled_time INTEGER,
      actor_name TEXT
    ) WITHOUT ROWID`;
export const KV = "CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID";
export const OWN = "CREATE TABLE _cf_METADATA (key INTEGER PRIMARY KEY, value BLOB)";
const ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";

type Statement = string | ((database: Database) => void);

/** Makes the file that SQLite writes with these statements. */
export function databaseMaker({ Database: Made }: SqlJsStatic) {
  return (...statements: Statement[]): Uint8Array => {
    const made = new Made();
    made.run("PRAGMA page_size=4096");
    for (const statement of statements) {
      if (typeof statement === "string") made.run(statement);
      else statement(made);
    }
    const bytes = made.export();
    made.close();
    return bytes;
  };
}

/** A row of `sqlite_schema` that SQLite itself would not write. */
const forged =
  (type: string, name: string, table: string, sql: string, root = 0) =>
  (made: Database): void => {
    made.run("PRAGMA writable_schema=ON");
    made.run("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", [type, name, table, root, sql]);
  };

const NOT_WORKERDS = /is not in workerd's schema, which has the table _cf_ALARM alone/;
const NOT_OWN = /is not as workerd makes it: names with _cf_ are for workerd's own tables/;
const ACTS = /acts on one of workerd's own tables, whose names begin with _cf_/;
const MISTYPED = /has a row whose values are not of the types that workerd writes/;
const DAMAGED = /SQLite finds it damaged/;

/** Databases that an import must refuse, and why. */
export function hostileDatabases(
  SQL: SqlJsStatic,
): [what: string, path: string, bytes: Uint8Array, message: RegExp][] {
  const database = databaseMaker(SQL);
  return [
    [
      "alarms are an endless view",
      METADATA,
      database(
        `CREATE VIEW _cf_ALARM AS ${ENDLESS} SELECT hex(i) AS actor_id, i AS scheduled_time, NULL AS actor_name FROM n`,
      ),
      NOT_WORKERDS,
    ],
    [
      "alarms are a plain view",
      METADATA,
      database("CREATE VIEW _cf_ALARM AS SELECT 'a' AS actor_id, 1 AS scheduled_time"),
      NOT_WORKERDS,
    ],
    [
      "a view beside the alarms",
      METADATA,
      database(ALARM, "CREATE VIEW v AS SELECT 1"),
      NOT_WORKERDS,
    ],
    ["a table beside the alarms", METADATA, database(ALARM, "CREATE TABLE t (x)"), NOT_WORKERDS],
    [
      "an index on the alarms",
      METADATA,
      database(ALARM, "CREATE INDEX i ON _cf_ALARM (scheduled_time)"),
      NOT_WORKERDS,
    ],
    [
      "an endless trigger on the alarms",
      METADATA,
      database(
        ALARM,
        `CREATE TRIGGER t AFTER INSERT ON _cf_ALARM BEGIN SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n); END`,
      ),
      NOT_WORKERDS,
    ],
    [
      "a trigger that deletes alarms",
      METADATA,
      database(
        ALARM,
        "CREATE TRIGGER t AFTER INSERT ON _cf_ALARM BEGIN DELETE FROM _cf_ALARM; END",
      ),
      NOT_WORKERDS,
    ],
    [
      "alarms without a key",
      METADATA,
      database("CREATE TABLE _cf_ALARM (actor_id TEXT, scheduled_time INTEGER, actor_name TEXT)"),
      NOT_WORKERDS,
    ],
    [
      "alarms with a rowid",
      METADATA,
      database(
        "CREATE TABLE _cf_ALARM (actor_id TEXT PRIMARY KEY, scheduled_time INTEGER, actor_name TEXT)",
      ),
      NOT_WORKERDS,
    ],
    [
      "alarms that take nothing",
      METADATA,
      database(ALARM.replace("INTEGER", "INTEGER CHECK (0)")),
      NOT_WORKERDS,
    ],
    [
      "alarms with a default",
      METADATA,
      database(ALARM.replace("INTEGER", "INTEGER DEFAULT 1")),
      NOT_WORKERDS,
    ],
    [
      "alarms of another collation",
      METADATA,
      database(ALARM.replace("TEXT PRIMARY", "TEXT COLLATE NOCASE PRIMARY")),
      NOT_WORKERDS,
    ],
    [
      "alarms that ignore conflicts",
      METADATA,
      database(ALARM.replace("PRIMARY KEY", "PRIMARY KEY ON CONFLICT IGNORE")),
      NOT_WORKERDS,
    ],
    [
      "alarms with a generated time",
      METADATA,
      database(ALARM.replace("INTEGER", "INTEGER AS (length(actor_id))")),
      NOT_WORKERDS,
    ],
    [
      "alarms with one more column",
      METADATA,
      database(ALARM.replace("actor_name TEXT", "actor_name TEXT, more TEXT")),
      NOT_WORKERDS,
    ],
    ["alarms with strict types", METADATA, database(`${ALARM}, STRICT`), NOT_WORKERDS],
    [
      "alarms under a name of another case",
      METADATA,
      database(ALARM.replace("_cf_ALARM", "_CF_alarm")),
      NOT_WORKERDS,
    ],
    ["a table of objects beside the alarms", METADATA, database(ALARM, KV), NOT_WORKERDS],
    [
      "a time that is text",
      METADATA,
      database(ALARM, `INSERT INTO _cf_ALARM VALUES ('${OBJECT_ID}', 'soon', NULL)`),
      MISTYPED,
    ],
    [
      "a time that is a fraction",
      METADATA,
      database(ALARM, `INSERT INTO _cf_ALARM VALUES ('${OBJECT_ID}', 1.5, NULL)`),
      MISTYPED,
    ],
    [
      "a time that is bytes",
      METADATA,
      database(ALARM, `INSERT INTO _cf_ALARM VALUES ('${OBJECT_ID}', x'00', NULL)`),
      MISTYPED,
    ],
    [
      "an object's id that is bytes",
      METADATA,
      database(ALARM, `INSERT INTO _cf_ALARM VALUES (x'${OBJECT_ID}', 1, NULL)`),
      MISTYPED,
    ],
    [
      "an object's id that means another file",
      METADATA,
      database(ALARM, "INSERT INTO _cf_ALARM VALUES ('metadata', 1, NULL)"),
      /is not an object's id/,
    ],
    [
      "an object's id with a path",
      METADATA,
      database(ALARM, `INSERT INTO _cf_ALARM VALUES ('../${OBJECT_ID.slice(3)}', 1, NULL)`),
      /is not an object's id/,
    ],
    [
      "a forged row that hides a view",
      METADATA,
      database(forged("view", "v", "v", "CREATE VIEW _cf_ALARM AS SELECT 1 AS actor_id")),
      DAMAGED,
    ],
    [
      "a forged row that calls a view a table",
      METADATA,
      database(
        forged("table", "_cf_ALARM", "_cf_ALARM", "CREATE VIEW _cf_ALARM AS SELECT 1 AS actor_id"),
      ),
      DAMAGED,
    ],
    [
      "the table of alarms twice",
      METADATA,
      database(ALARM, forged("table", "_cf_ALARM", "_cf_ALARM", ALARM, 2)),
      /damaged|workerd's schema/,
    ],
    [
      "a table without a root page",
      METADATA,
      database(forged("table", "_cf_ALARM", "_cf_ALARM", ALARM, 9)),
      DAMAGED,
    ],
    [
      "a schema that is not SQL",
      METADATA,
      database(forged("table", "x", "x", "CREATE TABLE x (")),
      /damaged|workerd's schema/,
    ],
    [
      "text in UTF-16",
      METADATA,
      database("PRAGMA encoding='UTF-16le'", ALARM),
      /its text is in UTF-16/,
    ],
    [
      "keys that are an endless view",
      OBJECT,
      database(`CREATE VIEW _cf_KV AS ${ENDLESS} SELECT i AS key, i AS value FROM n`),
      NOT_OWN,
    ],
    [
      "a trigger on the keys",
      OBJECT,
      database(KV, "CREATE TRIGGER t AFTER INSERT ON _cf_KV BEGIN SELECT 1; END"),
      NOT_OWN,
    ],
    ["an index on the keys", OBJECT, database(KV, "CREATE INDEX i ON _cf_KV (value)"), NOT_OWN],
    [
      "a trigger of a user's table that sets the alarm",
      OBJECT,
      database(
        OWN,
        "CREATE TABLE t (x)",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO _cf_METADATA VALUES (1, 5); END",
      ),
      ACTS,
    ],
    [
      "a trigger that deletes keys through a view of them",
      OBJECT,
      database(
        KV,
        "CREATE VIEW v AS SELECT * FROM _CF_kv",
        "CREATE TRIGGER g INSTEAD OF DELETE ON v BEGIN DELETE FROM _CF_kv; END",
      ),
      ACTS,
    ],
    [
      "keys that are a view of a user's table",
      OBJECT,
      database("CREATE TABLE t (key, value)", "CREATE VIEW _CF_kv AS SELECT * FROM t"),
      NOT_OWN,
    ],
    [
      "a foreign key to the keys",
      OBJECT,
      database(KV, "CREATE TABLE t (k REFERENCES _cf_KV (key) ON DELETE CASCADE)"),
      ACTS,
    ],
    [
      "a foreign key under quotes",
      OBJECT,
      database(KV, 'CREATE TABLE t (k REFERENCES "_cf_KV" (key) ON DELETE CASCADE)'),
      ACTS,
    ],
    [
      "a check on the alarm",
      OBJECT,
      database(OWN.replace("BLOB", "BLOB CHECK (value > 9)")),
      NOT_OWN,
    ],
    [
      "an unknown table with workerd's prefix",
      OBJECT,
      database("CREATE TABLE _cf_NEW (x)"),
      NOT_OWN,
    ],
    [
      "an index with workerd's prefix",
      OBJECT,
      database("CREATE TABLE t (x)", "CREATE INDEX _cf_i ON t (x)"),
      NOT_OWN,
    ],
    ["alarms of a namespace in an object", OBJECT, database(ALARM), NOT_OWN],
    [
      "a forged row under an innocent name",
      OBJECT,
      database(forged("view", "v", "v", "CREATE VIEW _cf_KV AS SELECT 1 AS key")),
      DAMAGED,
    ],
    [
      "a value that is text",
      OBJECT,
      database(KV, "INSERT INTO _cf_KV VALUES ('k', 'text')"),
      MISTYPED,
    ],
    [
      "a key that is bytes",
      OBJECT,
      database(KV, "INSERT INTO _cf_KV VALUES (x'6b', x'00')"),
      MISTYPED,
    ],
    [
      "an alarm that is text",
      OBJECT,
      database(OWN, "INSERT INTO _cf_METADATA VALUES (1, 'soon')"),
      MISTYPED,
    ],
    [
      "a bookmark that is bytes",
      OBJECT,
      database(OWN, "INSERT INTO _cf_METADATA VALUES (2, x'00')"),
      MISTYPED,
    ],
  ];
}
