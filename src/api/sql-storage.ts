import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { isObject, toText, wrongType } from "./arguments.ts";
import { BY_PLATFORM, refuseConstruction } from "./platform-object.ts";
import { SqlStorageStatement } from "./sql-statement.ts";
import { SqlStorageCursor } from "./sql-cursor.ts";
import { SqlRunner } from "./sql-runner.ts";
import { type SqlStorageValue, toBinding } from "./sql-values.ts";
import { ENABLE_SQL_ADVICE, requireOwnInstance, type StorageAccess } from "./storage-access.ts";

const CLASS_NAME = "SqlStorage";

/** tabd's own field first, then `actor-state.c++:819-825`, the missing space included. */
const NOT_ENABLED =
  ENABLE_SQL_ADVICE +
  "SQL is not enabled for this Durable Object class. To enable it, change `new_classes` to " +
  "`new_sqlite_classes` within the 'migrations' field in your wrangler.jsonc or wrangler.toml " +
  "file. If using workerd directly,set `enableSql = true` in your workerd config for the class. " +
  "Note that this change cannot be made after the class is already deployed to production.";

/** For the methods that `experimental` adds. */
export let runnerOf: (sql: SqlStorage) => SqlRunner;

/** `ctx.storage.sql`: SQLite, within workerd's limits (`api/sql.h:40-330`). */
export class SqlStorage {
  static {
    nameClass(this, CLASS_NAME);
    runnerOf = (sql) => SqlStorage.#checked(sql).#runner;
    const classes = { Cursor: SqlStorageCursor, Statement: SqlStorageStatement };
    for (const [name, value] of Object.entries(classes)) {
      Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
    }
  }

  declare readonly Cursor: typeof SqlStorageCursor;
  declare readonly Statement: typeof SqlStorageStatement;
  readonly #access: StorageAccess;
  readonly #runner: SqlRunner;

  /** @internal The runtime makes them. */
  constructor(token: unknown, access: StorageAccess) {
    refuseConstruction(token);
    this.#access = access;
    this.#runner = new SqlRunner(access.storage, access.watch);
  }

  /**
   * Runs one or more statements. The cursor reads the rows of the last one; if it has no rows, it is
   * complete when this returns.
   *
   * @param bindings for the parameters of the last statement.
   * @throws {Error} with SQLite's message and the name of its error code.
   */
  exec<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: unknown[]
  ): SqlStorageCursor<T>;
  exec(...args: unknown[]): SqlStorageCursor {
    const self = SqlStorage.#checked(this);
    if (args.length === 0) {
      throw wrongType({ className: CLASS_NAME, method: "exec", position: 1 }, "String");
    }
    const query = toText(args[0]);
    const bindings = args.slice(1).map(toBinding);
    requireSql(self.#access);
    return new SqlStorageCursor(BY_PLATFORM, self.#runner.exec(query, bindings));
  }

  /** The size of the database in bytes, without its free pages. */
  get databaseSize(): number {
    const self = SqlStorage.#checked(this);
    requireSql(self.#access);
    return self.#runner.databaseSize;
  }

  static #checked(self: unknown): SqlStorage {
    if (!isObject(self) || !(#runner in self)) throw illegalInvocation();
    requireOwnInstance(self.#access.actor);
    return self;
  }
}

/** @throws {Error} in a namespace without `enableSql`. */
export function requireSql({ enableSql }: Pick<StorageAccess, "enableSql">): void {
  if (!enableSql) throw new Error(NOT_ENABLED);
}
