import { isAllowedPragmaArgument } from "./policy/sql-pragmas.ts";
import { OK, openSqlJs, type SqlJs } from "./sql-js.ts";
import type { WasmMemory } from "./wasm-memory.ts";

/** An action of SQLite's authorizer, and its answer. */
const SQLITE_PRAGMA = 19;
const SQLITE_DENY = 1;

/** Where `xAuth` is in a connection: this far from the argument of its update hook, in bytes. */
const FROM_UPDATE_HOOK = 29 * 4;
/** `struct sqlite3` is larger than this. */
const SEARCHED = 1024;
const MARK = 0x7ab_d5e;

/**
 * Checks the pragmas that a statement runs by `pragma_table_info(…)` and the like, views included.
 *
 * SQLite's authorizer does that in workerd (`util/sqlite.c++:1206-1220`). sql.js does not export
 * `sqlite3_set_authorizer()`, so the field of the connection is written here.
 */
export class PragmaAuthorizer {
  readonly #memory: WasmMemory;
  readonly #callback: number;
  readonly #offset: number;
  #asked = 0;

  /** @throws {Error} when the field is elsewhere in this build of sql.js. */
  constructor(module: SqlJs, memory: WasmMemory) {
    this.#memory = memory;
    const text = (pointer: number): string | undefined =>
      pointer === 0 ? undefined : module.UTF8ToString(pointer);
    const authorize = (_: number, action: number, first: number, second: number): number => {
      this.#asked++;
      if (action !== SQLITE_PRAGMA) return OK;
      return isAllowedPragmaArgument(text(first) ?? "", text(second)) ? OK : SQLITE_DENY;
    };
    this.#callback = module.addFunction(authorize, "iiiiiii");
    const probe = openSqlJs(module, undefined);
    try {
      const database = probe.db ?? 0;
      this.#offset = this.#find(module, database);
      this.during(database, () => probe.exec("SELECT 1"));
      if (this.#asked === 0) throw new Error("SQLite does not ask its authorizer");
    } finally {
      probe.close();
    }
  }

  /** Runs `callback` with the authorizer of a connection on. */
  during<T>(database: number, callback: () => T): T {
    const field = database + this.#offset;
    this.#memory.writePointer(field, this.#callback);
    try {
      return callback();
    } finally {
      this.#memory.writePointer(field, 0);
    }
  }

  #find(module: SqlJs, database: number): number {
    module._sqlite3_update_hook(database, this.#callback, MARK);
    try {
      for (let offset = 0; offset < SEARCHED; offset += 4) {
        if (this.#memory.readPointer(database + offset) !== MARK) continue;
        const field = offset + FROM_UPDATE_HOOK;
        if (this.#memory.readPointer(database + field) === 0) return field;
      }
      throw new Error("the authorizer of SQLite was not found");
    } finally {
      module._sqlite3_update_hook(database, 0, 0);
    }
  }
}
