import type { Database } from "../database.ts";
import { isSystemName, readsTables } from "./sql-pragmas.ts";
import { type Operation, operation } from "./sql-program.ts";
import { checkFunction, firstStatement, notAuthorized } from "./sql-text-policy.ts";
import { firstWord } from "./sql-tokens.ts";
import { SqliteError } from "../sqlite-error.ts";

const SQLITE_AUTH = 23;

/** Statements that may read all tables, even system tables (`:1112-1129`). */
const READS_ALL = new Set(["analyze", "reindex"]);

/** Operations in the cache of programs, about 100 bytes each. */
const MAX_SIZE = 10_000;

/** Flag of OpenRead and OpenWrite: the root page is in a register (OPFLAG_P2ISREG). */
const IN_REGISTER = 0x10;

/** The columns of system tables. */
const SYSTEM_COLUMNS = ["key", "value"];

/** Operations that look for a key. */
const LOOKUPS = new Set(["Found", "NotFound", "NotExists"]);

const NO_PROGRAM: readonly Operation[] = [];

/** Operations that are refused whatever the text is: a second line of defence. */
const FORBIDDEN_OPERATIONS = new Set([
  "AutoCommit",
  "Checkpoint",
  "IncrVacuum",
  "JournalMode",
  "MaxPgcnt",
  "Savepoint",
  "Vacuum",
]);

/**
 * workerd's rules for user SQL (`util/sqlite.c++:1102-1332`). In workerd, SQLite's authorizer applies
 * them; sql.js does not export it. So a statement is checked twice: its text before it is compiled,
 * because some pragmas take effect then (`checkSqlText()`), and here its program, as EXPLAIN lists it,
 * for the tables and functions that it uses, even through views and triggers.
 */
export class SqlPolicy {
  readonly #database: Database;
  readonly #system: "hidden" | "readable";
  /** Accepted programs by statement. */
  readonly #accepted = new Map<string, readonly Operation[]>();
  /** Number of operations of all these programs. */
  #size = 0;
  #generation = 0;

  /** @param system whether reading system tables is allowed */
  constructor(database: Database, system: "hidden" | "readable" = "hidden") {
    this.#database = database;
    this.#system = system;
  }

  /** Call when tables may have changed: after DDL, a rollback or a reset. */
  forget(): void {
    this.#clear();
    this.#generation++;
  }

  /**
   * Checks a statement that was compiled and not run.
   *
   * @param sql the text of one statement
   * @returns its program; empty for an EXPLAIN and most pragmas, undefined if unknown
   * @throws {SqliteError} if it uses a table, function or operation that is refused
   */
  checkProgram(sql: string): readonly Operation[] | undefined {
    const known = this.#accepted.get(sql);
    if (known !== undefined) return known;
    const tokens = firstStatement(sql);
    // Don't EXPLAIN a PRAGMA: preparing it may execute it.
    if (tokens[0]?.value === "pragma") {
      return readsTables(tokens.slice(1)) ? undefined : NO_PROGRAM;
    }
    const start = tokens[0]?.offset ?? 0;
    // A cached EXPLAIN does not notice changes of tables: a new text makes SQLite compile it again.
    const text = `EXPLAIN /* ${this.#generation} */ ${sql.slice(start)}`;
    const program = this.#database.all(text).map(operation);
    if (program.some(isForbidden)) throw notAuthorized();
    if (!READS_ALL.has(tokens[0]?.value ?? "")) {
      for (const step of program) checkFunction(calledFunction(step));
      this.#checkTables(program);
    }
    const own = firstWord(sql) === "explain" ? NO_PROGRAM : program;
    // Bounded, because statements with literal values are never repeated.
    if (this.#accepted.size >= 1000 || this.#size > MAX_SIZE) this.#clear();
    this.#accepted.set(sql, own);
    this.#size += own.length;
    return own;
  }

  #clear(): void {
    this.#accepted.clear();
    this.#size = 0;
  }

  #checkTables(program: readonly Operation[]): void {
    const roots = this.#systemRoots();
    if (roots.size === 0) return;
    const cursors = new Map<number, string>();
    for (const { opcode, p1, p2, p3, p5 } of program) {
      // The root page of a table that this statement creates is in a register.
      const root = p3 === 0 && (p5 & IN_REGISTER) === 0 ? roots.get(p2) : undefined;
      switch (opcode) {
        case "OpenRead":
        case "ReopenIdx":
          if (root !== undefined) cursors.set(p1, root);
          break;
        case "OpenWrite":
          if (root !== undefined) throw notAuthorized();
          break;
        case "Clear":
        case "Destroy":
          if (roots.has(p1)) throw notAuthorized();
          break;
      }
    }
    if (cursors.size > 0 && this.#system === "hidden") throw prohibitedColumn(program, cursors);
  }

  /** The names of system tables, and of tables with system indexes, by root page. */
  #systemRoots(): Map<number, string> {
    const rows = this.#database.all("SELECT rootpage, tbl_name FROM main.sqlite_schema");
    const system = rows.filter(([, name]) => isSystemName(String(name)));
    return new Map(system.map(([root, name]) => [Number(root), String(name)]));
  }
}

function isForbidden({ opcode, p3 }: Operation): boolean {
  // Some statements query the journal mode only to count as writing.
  if (opcode === "JournalMode" && p3 === -1) return false;
  return FORBIDDEN_OPERATIONS.has(opcode);
}

const CALLS = /^(?:Function|PureFunc|AggStep|AggStep1|AggInverse|AggFinal|AggValue)$/;

/** The function that an operation calls. `p4` is its name and number of arguments: `count(0)`. */
function calledFunction({ opcode, p4 }: Operation): string | undefined {
  return CALLS.test(opcode) ? /^(.*)\(-?\d+\)$/.exec(p4)?.[1] : undefined;
}

/** The error for the first column of a system table that the program reads. */
function prohibitedColumn(
  program: readonly Operation[],
  cursors: ReadonlyMap<number, string>,
): SqliteError {
  for (const { opcode, p1, p2 } of program) {
    const table = cursors.get(p1);
    if (table === undefined) continue;
    const column = opcode === "Rowid" ? 0 : opcode === "Column" ? p2 : undefined;
    if (column === undefined) continue;
    return prohibited(`${table}.${SYSTEM_COLUMNS[column] ?? column}`);
  }
  // A foreign key only looks for the key of its parent.
  const lookup = program.find(({ opcode, p1 }) => LOOKUPS.has(opcode) && cursors.has(p1));
  return lookup === undefined ? notAuthorized() : prohibited(`${cursors.get(lookup.p1)}.key`);
}

function prohibited(column: string): SqliteError {
  return new SqliteError(SQLITE_AUTH, `access to ${column} is prohibited`);
}
