import type { Database } from "../sqlite/database.ts";

export function hasTable(database: Database, name: string): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  return database.get(sql, name) !== undefined;
}

/**
 * Whether one of tabd's tables exists. The answer is cached until `forget()`: a rollback can undo
 * the creation of the table, and a reset removes it.
 */
export class TablePresence {
  readonly #database: Database;
  readonly #name: string;
  readonly #schema: string;
  #known: boolean | undefined;

  /** @param schema the rest of the CREATE TABLE statement, from the parenthesis on */
  constructor(database: Database, name: string, schema: string) {
    this.#database = database;
    this.#name = name;
    this.#schema = schema;
  }

  get present(): boolean {
    this.#known ??= hasTable(this.#database, this.#name);
    return this.#known;
  }

  /** Creates the table unless it exists. */
  create(): void {
    if (this.present) return;
    this.#database.exec(`CREATE TABLE ${this.#name} ${this.#schema}`);
    this.#known = true;
  }

  forget(): void {
    this.#known = undefined;
  }
}
