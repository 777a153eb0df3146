import type { Database } from "../sqlite/database.ts";
import { isSystemName } from "../sqlite/policy/sql-pragmas.ts";

/** Which file a database is: a namespace's alarms, or an object's or facet's storage. */
export type DatabaseKind = "metadata" | "object";

interface OwnTable {
  /** Every form of workerd's statement, as `normalized()` gives it. */
  readonly statements: readonly string[];
  readonly kind: DatabaseKind;
  /** Finds a row whose values are not of the types that workerd writes. */
  readonly mistyped: string;
}

/** workerd's tables (`alarm-scheduler.c++:55`, `sqlite-kv.c++:69,206`, `sqlite-metadata.c++:83`). */
const OWN_TABLES: Readonly<Record<string, OwnTable>> = {
  _cf_ALARM: {
    statements: [
      "CREATE TABLE _cf_ALARM(actor_id TEXT PRIMARY KEY,scheduled_time INTEGER,actor_name TEXT)WITHOUT ROWID",
      "CREATE TABLE _cf_ALARM(actor_id TEXT PRIMARY KEY,scheduled_time INTEGER)WITHOUT ROWID",
    ],
    kind: "metadata",
    mistyped:
      "SELECT 1 FROM _cf_ALARM WHERE typeof(actor_id) <> 'text' OR " +
      "typeof(scheduled_time) NOT IN ('integer', 'null')",
  },
  _cf_KV: {
    statements: ["CREATE TABLE _cf_KV(key TEXT PRIMARY KEY,value BLOB)WITHOUT ROWID"],
    kind: "object",
    mistyped: "SELECT 1 FROM _cf_KV WHERE typeof(key) <> 'text' OR typeof(value) <> 'blob'",
  },
  _cf_EXTERNALS: {
    statements: [
      "CREATE TABLE _cf_EXTERNALS(key TEXT,idx INTEGER,token BLOB,PRIMARY KEY(key,idx))WITHOUT ROWID",
    ],
    kind: "object",
    mistyped:
      "SELECT 1 FROM _cf_EXTERNALS WHERE typeof(key) <> 'text' OR typeof(idx) <> 'integer' OR " +
      "typeof(token) <> 'blob'",
  },
  _cf_METADATA: {
    statements: ["CREATE TABLE _cf_METADATA(key INTEGER PRIMARY KEY,value BLOB)"],
    kind: "object",
    // Key 1 is the alarm, key 2 the bookmark.
    mistyped:
      "SELECT 1 FROM _cf_METADATA WHERE key IN (1, 2) AND typeof(value) NOT IN ('integer', 'null')",
  },
};

/** Finds the name of one of workerd's tables in a statement. SQLite has no escapes within names. */
const OWN_NAME = new RegExp(`(?<![\\w$])(?:${Object.keys(OWN_TABLES).join("|")})(?![\\w$])`, "i");

/**
 * Compares the schema of a file with workerd's. Only `sqlite_schema` is read, so no view, trigger
 * or check of the file runs.
 *
 * @returns the first difference, as the end of a sentence; undefined if there is none.
 */
export function schemaProblem(database: Database, kind: DatabaseKind): string | undefined {
  const found = new Set<string>();
  for (const row of database.all("SELECT type, name, tbl_name, sql FROM sqlite_schema")) {
    const [type, name, table, sql] = row.map((value) => (value === null ? "" : String(value)));
    if (name === undefined || table === undefined || sql === undefined) continue;
    const own = Object.hasOwn(OWN_TABLES, name) ? OWN_TABLES[name] : undefined;
    const isOwn = own?.kind === kind && own.statements.includes(normalized(sql));
    if (isOwn && type === "table" && table === name && !found.has(name)) {
      found.add(name);
    } else if (kind === "metadata") {
      return `its ${type} "${name}" is not in workerd's schema, which has the table _cf_ALARM alone`;
    } else if ([name, table].some(isSystemName)) {
      return `its ${type} "${name}" is not as workerd makes it: names with _cf_ are for workerd's own tables`;
    }
  }
  return undefined;
}

/**
 * Looks for values of other types than workerd writes. Call it only for a schema that
 * `schemaProblem()` has accepted.
 *
 * @returns the first problem, as the end of a sentence; undefined if there is none.
 */
export function valueProblem(database: Database): string | undefined {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
  const tables = new Set(database.all(sql).flat());
  for (const [name, { mistyped }] of Object.entries(OWN_TABLES)) {
    if (!tables.has(name)) continue;
    if (database.get(`${mistyped} LIMIT 1`) !== undefined) {
      return `its table ${name} has a row whose values are not of the types that workerd writes`;
    }
  }
  return undefined;
}

/**
 * Looks for a trigger or a foreign key of an object's file that would change workerd's tables.
 * workerd lets code create both, and refuses every statement that would run them. A worker has no
 * use for them, so a foreign file with them is suspicious.
 *
 * @returns the first one, as the end of a sentence; undefined if there is none.
 */
export function actionProblem(database: Database): string | undefined {
  const sql = "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('table', 'trigger')";
  for (const [type, name, statement] of database.all(sql)) {
    if (isSystemName(String(name)) || !OWN_NAME.test(String(statement))) continue;
    if (type === "table" && !refersToOwn(database, String(name))) continue;
    return `its ${type} "${name}" acts on one of workerd's own tables, whose names begin with _cf_`;
  }
  return undefined;
}

function refersToOwn(database: Database, table: string): boolean {
  const parents = database.all('SELECT "table" FROM pragma_foreign_key_list(?)', table);
  return parents.flat().some((parent) => isSystemName(String(parent)));
}

/** The statement with the least blanks. A statement that is changed by ALTER TABLE has others. */
function normalized(sql: string): string {
  return sql.replaceAll(/\s+/g, " ").replaceAll(/ ?([(),]) ?/g, "$1");
}
