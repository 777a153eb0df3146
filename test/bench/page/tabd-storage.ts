import initSqlJs from "sql.js";
import wasmUrl from "sql.js/dist/sql-wasm-browser.wasm?url";
import { EventLoop } from "../../../src/actor/event-loop.ts";
import { Committer } from "../../../src/storage/disk/committer.ts";
import type { Database } from "../../../src/storage/sqlite/database.ts";
import {
  type IndexedDbDisk,
  openIndexedDbDisk,
} from "../../../src/storage/indexed-db/indexed-db-disk.ts";
import { KvTable } from "../../../src/storage/tables/kv-table.ts";
import { PageFile } from "../../../src/storage/sqlite/page-file.ts";
import type { InitSqlJs } from "../../../src/storage/sqlite/sql-js.ts";
import { Sqlite } from "../../../src/storage/sqlite/sqlite.ts";
import type { Durability } from "./bare-put.ts";
import { FILL_BATCH, fillerKey, fillerRows, fillerValue } from "./filler.ts";

/** The storage of tabd without actors: databases on a disk, and the committer that both share. */
export class TabdStorage {
  readonly loop = new EventLoop();
  readonly disk: IndexedDbDisk;
  readonly committer: Committer;
  readonly #sqlite: Sqlite;
  readonly #open: Database[] = [];

  private constructor(disk: IndexedDbDisk, sqlite: Sqlite) {
    this.disk = disk;
    this.#sqlite = sqlite;
    this.committer = new Committer(disk, { schedule: (task) => this.loop.post(task) });
  }

  /** @param foldBudget how many chunks are folded at once, where not as always */
  static async open(
    name: string,
    durability: Durability,
    foldBudget?: number,
  ): Promise<TabdStorage> {
    const sqlite = await Sqlite.load({
      initSqlJs: initSqlJs as InitSqlJs,
      wasm: wasmUrl,
    });
    const fold = foldBudget === undefined ? {} : { budget: foldBudget };
    return new TabdStorage(await openIndexedDbDisk(name, { durability, fold }), sqlite);
  }

  async database(path: string): Promise<Database> {
    const database = this.#sqlite.open(new PageFile(path, await this.disk.open(path)));
    this.#open.push(database);
    return database;
  }

  /** Makes a database large, in commits of a few MB. */
  async fill(database: Database, megabytes: number): Promise<KvTable> {
    const kv = new KvTable(database);
    const rows = fillerRows(megabytes);
    for (let row = 0; row < rows;) {
      database.exec("BEGIN");
      for (const end = Math.min(row + FILL_BATCH, rows); row < end; row++) {
        kv.put(fillerKey(row), fillerValue);
      }
      database.exec("COMMIT");
      await this.committer.committed(database.file);
    }
    return kv;
  }

  async close(): Promise<void> {
    await this.committer.idle();
    for (const database of this.#open) database.close();
    this.committer.close();
    await this.disk.close();
  }
}
