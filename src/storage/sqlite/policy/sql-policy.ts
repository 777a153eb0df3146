import type { Database } from "../database.ts";
import { isSystemName, readsTables } from "./sql-pragmas.ts";
import { type Operation, operation } from "./sql-program.ts";
import { checkFunction, firstStatement, notAuthorized } from "./sql-text-policy.ts";
import { firstWord } from "./sql-tokens.ts";
import { SqliteError } from "../sqlite-error.ts";

const SQLITE_AUTH = 23;

/** Statements that may read every table, the system's too, in SQLite's own ways (`:1112-1129`). */
const READS_ALL = new Set(["analyze", "reindex"]);

/** How many operations are kept, of all programs: some 100 bytes each. */
const MAX_SIZE = 10_000;

/** In the flags of an operation that opens a table: its page is in a register (OPFLAG_P2ISREG). */
const IN_REGISTER = 0x10;

/** The columns of the system's tables, by their place in a program. */
const SYSTEM_COLUMNS = ["key", "value"];

/** The program of what looks at no table. */
const NOTHING: readonly Operation[] = [];

/** What a program of SQLite must not do whatever its text was: a second look, behind the first. */
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
 * Says what a user's statement may not do (`util/sqlite.c++:1102-1332`). workerd is asked by SQLite
 * itself while it compiles; sql.js has no such hook. So a statement is looked at twice: at its text
 * before it is compiled, because some pragmas take effect then (`checkSqlText()`); and here at its
 * program, which `EXPLAIN` lists, for the tables and functions that it really uses, through views
 * and triggers too.
 */
export class SqlPolicy {
  readonly #database: Database;
  readonly #system: "hidden" | "readable";
  /** Programs that were found good, by the texts of their statements. */
  readonly #good = new Map<string, readonly Operation[]>();
  /** Operations of all these programs. */
  #size = 0;
  #generation = 0;

  /** @param system what may be done with the system's tables by a statement that only reads */
  constructor(database: Database, system: "hidden" | "readable" = "hidden") {
    this.#database = database;
    this.#system = system;
  }

  /** To be called when tables may have changed: after DDL, a rollback, a reset. */
  forget(): void {
    this.#clear();
    this.#generation++;
  }

  /**
   * Looks at a statement that was compiled and not run.
   *
   * @param sql the statement's own text
   * @returns its program, which is empty for what looks at no table: an EXPLAIN, most pragmas;
   *   undefined if it is not known
   * @throws {SqliteError} for a table or function that it may not use, or what it may not do
   */
  checkProgram(sql: string): readonly Operation[] | undefined {
    const known = this.#good.get(sql);
    if (known !== undefined) return known;
    const tokens = firstStatement(sql);
    // Don't EXPLAIN a PRAGMA: preparing it may execute it.
    if (tokens[0]?.value === "pragma") {
      return readsTables(tokens.slice(1)) ? undefined : NOTHING;
    }
    const start = tokens[0]?.offset ?? 0;
    // A compiled EXPLAIN does not notice that tables have changed: another text is another one.
    const text = `EXPLAIN /* ${this.#generation} */ ${sql.slice(start)}`;
    const program = this.#database.all(text).map(operation);
    if (program.some(isForbidden)) throw notAuthorized();
    if (!READS_ALL.has(tokens[0]?.value ?? "")) {
      for (const step of program) checkFunction(calledFunction(step));
      this.#checkTables(program);
    }
    const own = firstWord(sql) === "explain" ? NOTHING : program;
    // Texts with values in them never come again: there would be no end to them.
    if (this.#good.size >= 1000 || this.#size > MAX_SIZE) this.#clear();
    this.#good.set(sql, own);
    this.#size += own.length;
    return own;
  }

  #clear(): void {
    this.#good.clear();
    this.#size = 0;
  }

  #checkTables(program: readonly Operation[]): void {
    const roots = this.#systemRoots();
    if (roots.size === 0) return;
    const cursors = new Map<number, string>();
    for (const { opcode, p1, p2, p3, p5 } of program) {
      // The page of a table that this statement makes is in a register.
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

  /** The tables of the system by the page that each begins at. */
  #systemRoots(): Map<number, string> {
    const rows = this.#database.all("SELECT rootpage, tbl_name FROM main.sqlite_schema");
    const system = rows.filter(([, name]) => isSystemName(String(name)));
    return new Map(system.map(([root, name]) => [Number(root), String(name)]));
  }
}

function isForbidden({ opcode, p3 }: Operation): boolean {
  // Some statements ask for the journal's mode only to count as writing.
  if (opcode === "JournalMode" && p3 === -1) return false;
  return FORBIDDEN_OPERATIONS.has(opcode);
}

const CALLS = /^(?:Function|PureFunc|AggStep|AggStep1|AggInverse|AggFinal|AggValue)$/;

/** The function that an operation calls: `p4` is name and number of arguments, `count(0)` say. */
function calledFunction({ opcode, p4 }: Operation): string | undefined {
  return CALLS.test(opcode) ? /^(.*)\(-?\d+\)$/.exec(p4)?.[1] : undefined;
}

/** The first column that the program reads of a table of the system, if it reads any. */
function prohibitedColumn(
  program: readonly Operation[],
  cursors: ReadonlyMap<number, string>,
): SqliteError {
  for (const { opcode, p1, p2 } of program) {
    const table = cursors.get(p1);
    if (table === undefined) continue;
    const column = opcode === "Rowid" ? 0 : opcode === "Column" ? p2 : undefined;
    if (column === undefined) continue;
    const name = `${table}.${SYSTEM_COLUMNS[column] ?? column}`;
    return new SqliteError(SQLITE_AUTH, `access to ${name} is prohibited`);
  }
  return notAuthorized();
}
