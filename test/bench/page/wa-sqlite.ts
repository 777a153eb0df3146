import * as SQLite from "wa-sqlite";
import createModule from "wa-sqlite/dist/wa-sqlite-async.mjs";
import wasmUrl from "wa-sqlite/dist/wa-sqlite-async.wasm?url";
import { IDBBatchAtomicVFS } from "wa-sqlite/src/examples/IDBBatchAtomicVFS.js";
import { type Contender, latency, throughput } from "./contender.ts";
import { FILL_BATCH, fillerKey, fillerRows, fillerValue, smallValue } from "./filler.ts";

const TABLE = "CREATE TABLE IF NOT EXISTS kv (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID";

/** wa-sqlite on its IDBBatchAtomicVFS, with durable commits: `synchronous=FULL`. */
class WaSqlite {
  readonly api: SQLiteAPI;
  readonly #vfs: IDBBatchAtomicVFS;
  readonly #statements: number[] = [];
  readonly #databases: number[] = [];

  private constructor(api: SQLiteAPI, vfs: IDBBatchAtomicVFS) {
    this.api = api;
    this.#vfs = vfs;
  }

  static async load(name: string): Promise<WaSqlite> {
    const api = SQLite.Factory(await createModule({ locateFile: () => wasmUrl }));
    const vfs = new IDBBatchAtomicVFS(name, { durability: "relaxed" });
    // The example's class lacks types of its own.
    api.vfs_register(vfs as unknown as SQLiteVFS, true);
    return new WaSqlite(api, vfs);
  }

  async open(file: string): Promise<number> {
    const database = await this.api.open_v2(file);
    this.#databases.push(database);
    await this.api.exec(database, "PRAGMA synchronous=FULL; PRAGMA cache_size=-16000");
    await this.api.exec(database, TABLE);
    return database;
  }

  async prepare(database: number, sql: string): Promise<number> {
    const text = this.api.str_new(database, sql);
    const prepared = await this.api.prepare_v2(database, this.api.str_value(text));
    if (prepared === null) throw new Error(`nothing to prepare in ${sql}`);
    this.#statements.push(prepared.stmt);
    return prepared.stmt;
  }

  async run(statement: number, ...bindings: (string | Uint8Array)[]): Promise<void> {
    bindings.forEach((value, index) => this.api.bind(statement, index + 1, value));
    await this.api.step(statement);
    await this.api.reset(statement);
  }

  async close(): Promise<void> {
    for (const statement of this.#statements) await this.api.finalize(statement);
    for (const database of this.#databases) await this.api.close(database);
    await this.#vfs.close();
  }
}

async function fill(sqlite: WaSqlite, database: number, megabytes: number): Promise<void> {
  const insert = await sqlite.prepare(database, "INSERT OR REPLACE INTO kv VALUES (?, ?)");
  const rows = fillerRows(megabytes);
  for (let row = 0; row < rows; row++) {
    if (row % FILL_BATCH === 0) await sqlite.api.exec(database, "BEGIN");
    await sqlite.run(insert, fillerKey(row), fillerValue);
    if (row % FILL_BATCH === FILL_BATCH - 1 || row === rows - 1) {
      await sqlite.api.exec(database, "COMMIT");
    }
  }
}

export async function waSqlitePut(megabytes: number, times: number): Promise<Contender> {
  const sqlite = await WaSqlite.load(`wa-sqlite-${megabytes}`);
  const database = await sqlite.open("file.db");
  await fill(sqlite, database, megabytes);
  const put = await sqlite.prepare(database, "INSERT OR REPLACE INTO kv VALUES ('small', ?)");
  let n = 0;
  return {
    name: "wa-sqlite IDBBatchAtomic, full, relaxed",
    round: () => latency(() => sqlite.run(put, smallValue(++n)), times),
    close: () => sqlite.close(),
  };
}

/** A row in each of two files, in one transaction over both. */
export async function waSqliteTwoFiles(times: number): Promise<Contender> {
  const sqlite = await WaSqlite.load("wa-sqlite-two");
  const database = await sqlite.open("actor.db");
  await sqlite.open("alarms.db");
  await sqlite.api.exec(database, "ATTACH 'alarms.db' AS alarms");
  const put = await sqlite.prepare(database, "INSERT OR REPLACE INTO kv VALUES ('small', ?)");
  const alarm = await sqlite.prepare(
    database,
    "INSERT OR REPLACE INTO alarms.kv VALUES ('alarm', ?)",
  );
  let n = 0;
  const commit = async (): Promise<void> => {
    await sqlite.api.exec(database, "BEGIN");
    await sqlite.run(put, smallValue(++n));
    await sqlite.run(alarm, smallValue(n));
    await sqlite.api.exec(database, "COMMIT");
  };
  return {
    name: "wa-sqlite IDBBatchAtomic, two files attached",
    round: () => latency(commit, times),
    close: () => sqlite.close(),
  };
}

/** Many files. It runs one statement at a time, so nothing is gained by asking at once. */
export async function waSqliteActors(actors: number, ms: number): Promise<Contender> {
  const sqlite = await WaSqlite.load("wa-sqlite-many");
  const puts: number[] = [];
  for (let actor = 0; actor < actors; actor++) {
    const database = await sqlite.open(`actor-${actor}.db`);
    puts.push(await sqlite.prepare(database, "INSERT OR REPLACE INTO kv VALUES ('small', ?)"));
  }
  let n = 0;
  const next = (): Promise<void> => sqlite.run(puts[n % actors] ?? 0, smallValue(++n));
  return {
    name: "wa-sqlite IDBBatchAtomic, a file each, in turn",
    round: () => throughput(next, 1, ms),
    close: () => sqlite.close(),
  };
}
