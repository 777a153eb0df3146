import { Connection } from "./connection.ts";
import { ConnectionLimits } from "./connection-limits.ts";
import type { Database } from "./database.ts";
import { proveHook } from "./hook-proof.ts";
import { loadWasm } from "./load-wasm.ts";
import { PragmaAuthorizer } from "./pragma-authorizer.ts";
import type { PageFile } from "./page-file.ts";
import { checkSqlJs, type InitSqlJs, openSqlJs, type SqlJs } from "./sql-js.ts";
import { type Connections, SqliteDatabase } from "./sqlite-database.ts";
import type { WasmSqlite } from "./wasm-sqlite.ts";
import { WasmMemory } from "./wasm-memory.ts";

export interface SqliteOptions {
  /** sql.js's entry function, from the npm package or from another build, for example with FTS5. */
  readonly initSqlJs: InitSqlJs;
  /** URL or bytes of SQLite's WebAssembly. Default: sql.js's default. */
  readonly wasm?: string | URL | ArrayBuffer | Uint8Array | undefined;
  /**
   * Maximum number of open connections. The least recently used ones are closed, and reopened when
   * needed. Each costs about 150 KB of memory that is never freed; sql.js allows at most 4,094.
   * Default: 500.
   */
  readonly connections?: number | undefined;
}

/**
 * SQLite in this thread: sql.js and its open databases.
 *
 * There are more databases than connections: a database without a transaction and statements in use
 * may lose its connection at any time. Its bytes stay in its page file.
 */
export class Sqlite implements Connections {
  readonly #sqlite: WasmSqlite;
  readonly #limit: number;
  /** The single page of a database without tables. */
  readonly #blank: Uint8Array;
  readonly #connected = new Set<SqliteDatabase>();
  #uses = 0;

  private constructor(sqlite: WasmSqlite, blank: Uint8Array, limit: number) {
    this.#sqlite = sqlite;
    this.#blank = blank;
    this.#limit = limit;
  }

  /**
   * Loads sql.js, and verifies with real writes that changes of files are tracked.
   *
   * @throws {Error} if they are not, so that this build of sql.js cannot be used
   */
  static async load(options: SqliteOptions): Promise<Sqlite> {
    const { initSqlJs, wasm, connections = 500 } = options;
    const module = checkSqlJs(await initialize(initSqlJs, wasm));
    const blank = blankDatabase(module);
    const memory = new WasmMemory(module, blank);
    const limits = new ConnectionLimits(module, memory);
    const authorizer = makeAuthorizer(module, memory);
    const sqlite = new Sqlite({ module, memory, limits, authorizer }, blank, connections);
    proveHook(sqlite, module);
    return sqlite;
  }

  /** A database on a file. Opens its connection at the first use. */
  open(file: PageFile): Database {
    return new SqliteDatabase(file, this);
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#connected.size;
  }

  // For the databases

  connect(database: SqliteDatabase, settings: string): Connection {
    while (this.#connected.size >= this.#limit && this.#closeIdle());
    const connection = this.#open(database.file, settings);
    this.#connected.add(database);
    return connection;
  }

  use(): number {
    return ++this.#uses;
  }

  disconnected(database: SqliteDatabase): void {
    this.#connected.delete(database);
  }

  #open(file: PageFile, settings: string): Connection {
    for (;;) {
      try {
        return new Connection(this.#sqlite, file, this.#blank, settings);
      } catch (error) {
        // When sql.js's file system is full, it throws an object that is not an Error.
        if (error instanceof Error) throw error;
        if (!this.#closeIdle()) throw this.#noRoom(file, error);
      }
    }
  }

  /** Closes the least recently used idle connection. @returns false if there is none */
  #closeIdle(): boolean {
    const idle = [...this.#connected].filter((database) => database.idle);
    if (idle.length === 0) return false;
    idle.reduce((a, b) => (a.lastUsed <= b.lastUsed ? a : b)).sleep();
    return true;
  }

  #noRoom(file: PageFile, cause: unknown): Error {
    return new Error(
      `cannot open ${file.path}: sql.js has no room for one more file beside the ` +
        `${this.#connected.size} that are open, and all of those are in a transaction or have a ` +
        "statement in use; end some of them",
      { cause },
    );
  }
}

async function initialize(initSqlJs: InitSqlJs, wasm: SqliteOptions["wasm"]): Promise<unknown> {
  // sql.js's own functions hide SQLite's of the same names; workerd has only the latter.
  const options = { useOldExtensionFunctions: false } as const;
  if (wasm === undefined) return initSqlJs(options);
  if (typeof wasm === "object" && !(wasm instanceof URL)) {
    return initSqlJs({ ...options, wasmBinary: wasm });
  }
  const module = await loadWasm(String(wasm));
  return initSqlJs({
    ...options,
    instantiateWasm: async (imports, done) => done(await WebAssembly.instantiate(module, imports)),
  });
}

function makeAuthorizer(module: SqlJs, memory: WasmMemory): PragmaAuthorizer {
  try {
    return new PragmaAuthorizer(module, memory);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`tabd cannot use this build of sql.js: ${message}; use sql.js 1.16`, {
      cause: error,
    });
  }
}

/** The first page of a new file, as SQLite writes it. */
function blankDatabase(module: SqlJs): Uint8Array {
  const database = openSqlJs(module, undefined);
  try {
    // Setting user_version to its default creates the file and changes nothing else.
    database.run("PRAGMA page_size=4096; PRAGMA user_version=0");
    return database.export();
  } finally {
    database.close();
  }
}
