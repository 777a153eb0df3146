import type { Database } from "../sqlite/database.ts";

/** Whether a database has a table of this name. */
export function hasTable(database: Database, name: string): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  return database.get(sql, name) !== undefined;
}

/**
 * Whether one of tabd's tables is there. Asked of SQLite once, and again after `forget()`: a
 * rollback undoes the table's creation too, and a reset removes it.
 */
export class TablePresence {
  readonly #database: Database;
  readonly #name: string;
  readonly #schema: string;
  #known: boolean | undefined;

  /** @param schema what stands in parentheses behind the table's name, and anything after */
  constructor(database: Database, name: string, schema: string) {
    this.#database = database;
    this.#name = name;
    this.#schema = schema;
  }

  get present(): boolean {
    this.#known ??= hasTable(this.#database, this.#name);
    return this.#known;
  }

  /** Makes the table unless it is there. */
  create(): void {
    if (this.present) return;
    this.#database.exec(`CREATE TABLE ${this.#name} ${this.#schema}`);
    this.#known = true;
  }

  forget(): void {
    this.#known = undefined;
  }
}
