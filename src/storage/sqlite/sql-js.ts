/**
 * The part of sql.js that tabd uses: the constructor, which takes the bytes of a file; `export()`,
 * which reads a whole file back; and SQLite's C functions, with pointers as numbers. Calling these
 * directly gives exact texts (sql.js drops a leading U+FEFF), numbers bound as REAL, result codes and
 * speed.
 */
export interface SqlJs {
  readonly Database: new (data?: unknown) => SqlJsDatabase;
  readonly _malloc: (size: number) => number;
  readonly _free: (pointer: number) => void;
  readonly UTF8ToString: (pointer: number) => string;
  /** Puts a function into the table of functions. @returns its pointer */
  readonly addFunction: (run: (...args: number[]) => number, types: string) => number;
  readonly _sqlite3_update_hook: (database: number, callback: number, argument: number) => number;
  readonly _sqlite3_errmsg: (database: number) => number;
  readonly _sqlite3_changes: (database: number) => number;
  readonly _sqlite3_exec: (
    database: number,
    sql: number,
    callback: number,
    argument: number,
    message: number,
  ) => number;
  readonly _sqlite3_prepare_v2: (
    database: number,
    sql: number,
    length: number,
    statement: number,
    tail: number,
  ) => number;
  readonly _sqlite3_step: (statement: number) => number;
  readonly _sqlite3_reset: (statement: number) => number;
  readonly _sqlite3_clear_bindings: (statement: number) => number;
  readonly _sqlite3_finalize: (statement: number) => number;
  readonly _sqlite3_bind_int: (statement: number, index: number, value: number) => number;
  readonly _sqlite3_bind_double: (statement: number, index: number, value: number) => number;
  readonly _sqlite3_bind_text: BindBytes;
  readonly _sqlite3_bind_blob: BindBytes;
  readonly _sqlite3_column_count: (statement: number) => number;
  readonly _sqlite3_column_name: (statement: number, column: number) => number;
  readonly _sqlite3_data_count: (statement: number) => number;
  readonly _sqlite3_column_type: (statement: number, column: number) => number;
  readonly _sqlite3_column_double: (statement: number, column: number) => number;
  readonly _sqlite3_column_text: (statement: number, column: number) => number;
  readonly _sqlite3_column_blob: (statement: number, column: number) => number;
  readonly _sqlite3_column_bytes: (statement: number, column: number) => number;
}

type BindBytes = (
  statement: number,
  index: number,
  pointer: number,
  length: number,
  destructor: number,
) => number;

/** sql.js's object for one connection. */
export interface SqlJsDatabase {
  /** The connection's `sqlite3*`. */
  readonly db: number | null;
  /** Runs statements and ignores rows. */
  run(sql: string): unknown;
  /** Runs statements and returns the rows of each. */
  exec(sql: string): { readonly values: readonly (readonly unknown[])[] }[];
  /** Defines an SQL function with as many arguments as `run` has. */
  create_function(name: string, run: (argument: unknown) => unknown): unknown;
  /** The whole file as SQLite sees it, read page by page. */
  export(): Uint8Array;
  close(): void;
}

/** sql.js's entry function, with the options that tabd uses. */
export type InitSqlJs = (config: {
  instantiateWasm?: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ) => unknown;
  wasmBinary?: ArrayBuffer | Uint8Array;
  useOldExtensionFunctions: false;
}) => Promise<unknown>;

/** SQLITE_OK, SQLITE_ROW and SQLITE_DONE. */
export const OK = 0;
export const ROW = 100;
export const DONE = 101;

const FUNCTIONS: readonly (keyof SqlJs)[] = [
  "Database",
  "_malloc",
  "_free",
  "UTF8ToString",
  "addFunction",
  "_sqlite3_update_hook",
  "_sqlite3_errmsg",
  "_sqlite3_changes",
  "_sqlite3_exec",
  "_sqlite3_prepare_v2",
  "_sqlite3_step",
  "_sqlite3_reset",
  "_sqlite3_clear_bindings",
  "_sqlite3_finalize",
  "_sqlite3_bind_int",
  "_sqlite3_bind_double",
  "_sqlite3_bind_text",
  "_sqlite3_bind_blob",
  "_sqlite3_column_count",
  "_sqlite3_column_name",
  "_sqlite3_data_count",
  "_sqlite3_column_type",
  "_sqlite3_column_double",
  "_sqlite3_column_text",
  "_sqlite3_column_blob",
  "_sqlite3_column_bytes",
];

/** @throws {Error} that names the missing exports, if `module` is not usable */
export function checkSqlJs(module: unknown): SqlJs {
  const found = module as Partial<SqlJs> | null | undefined;
  const missing = FUNCTIONS.filter((name) => typeof found?.[name] !== "function");
  if (missing.length > 0) {
    throw new Error(
      `tabd cannot use this build of sql.js: it does not export ${missing.join(", ")}; ` +
        "use sql.js 1.16 or a build with the same exports",
    );
  }
  return found as SqlJs;
}

let opened = 0;

/**
 * Opens a connection on a new file of sql.js's in-memory file system whose content is `data`.
 *
 * sql.js names the file with `Math.random()`, so names can collide, especially if a test stubs it.
 * The setter below ignores that name.
 *
 * @throws an object that is not an `Error` if the file system cannot open another file
 */
export function openSqlJs(module: SqlJs, data: unknown): SqlJsDatabase {
  const name = `tabd_${++opened}`;
  class Named extends module.Database {
    get filename(): string {
      return name;
    }
    set filename(_random: string) {}
  }
  return new Named(data);
}
