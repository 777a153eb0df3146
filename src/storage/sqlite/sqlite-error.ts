/** The primary result codes of SQLite, by number. */
const NAMES: Readonly<Record<number, string>> = {
  1: "SQLITE_ERROR",
  2: "SQLITE_INTERNAL",
  3: "SQLITE_PERM",
  4: "SQLITE_ABORT",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  7: "SQLITE_NOMEM",
  8: "SQLITE_READONLY",
  9: "SQLITE_INTERRUPT",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  12: "SQLITE_NOTFOUND",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  15: "SQLITE_PROTOCOL",
  16: "SQLITE_EMPTY",
  17: "SQLITE_SCHEMA",
  18: "SQLITE_TOOBIG",
  19: "SQLITE_CONSTRAINT",
  20: "SQLITE_MISMATCH",
  21: "SQLITE_MISUSE",
  22: "SQLITE_NOLFS",
  23: "SQLITE_AUTH",
  24: "SQLITE_FORMAT",
  25: "SQLITE_RANGE",
  26: "SQLITE_NOTADB",
};

export const SQLITE_NOMEM = 7;
export const SQLITE_RANGE = 25;

/** An error of SQLite. `message` is the unchanged `sqlite3_errmsg()`. */
export class SqliteError extends Error {
  override readonly name = "SqliteError";
  /** The primary result code. sql.js does not export extended codes. */
  readonly code: number;
  /** For example `SQLITE_CONSTRAINT`. */
  readonly codeName: string;

  constructor(code: number, message: string) {
    super(message);
    this.code = code & 0xff;
    this.codeName = NAMES[this.code] ?? `SQLITE_${this.code}`;
  }
}
