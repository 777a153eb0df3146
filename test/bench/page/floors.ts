import type { Database, Statement } from "sql.js";
import initSqlJs from "sql.js";
import wasmUrl from "sql.js/dist/sql-wasm-browser.wasm?url";
import { deserialize } from "../../../src/codec/deserialize.ts";
import { serialize } from "../../../src/codec/serialize.ts";
import { openStore, put } from "./bare-put.ts";

/** A message that bypasses tabd: asks for a floor. */
export interface FloorRequest {
  readonly floor: "echo" | "put" | keyof StockSqlite;
  readonly times?: number;
}

export interface FloorReply {
  readonly floor: string;
  /** The time of the operation alone. */
  readonly ms: number;
}

/** The platform's clock: that of objects stands still while they run. */
export const now = performance.now.bind(performance);

const post = globalThis.postMessage.bind(globalThis);
let store: ReturnType<typeof openStore>;
let stock: Promise<StockSqlite>;
let puts = 0;

/** Opens what the floors use. */
export function begin(): void {
  store = openStore("floor", "relaxed");
  stock = StockSqlite.open();
}

async function answer(event: MessageEvent<Partial<FloorRequest> | undefined>): Promise<void> {
  const { floor, times = 1 } = event.data ?? {};
  if (floor === undefined) return;
  event.stopImmediatePropagation();
  let ms = 0;
  if (floor === "put") await put((await store).use, "page", ++puts);
  else if (floor !== "echo") {
    const sqlite = await stock;
    const start = now();
    sqlite[floor](times);
    ms = now() - start;
  }
  post({ floor, ms } satisfies FloorReply);
}

addEventListener("message", (event) => void answer(event), { capture: true });

/** The statements of `counter.js` on sql.js as it is, each prepared once and kept. */
class StockSqlite {
  readonly #database: Database;
  readonly #select: Statement;
  readonly #update: Statement;
  readonly #scan: Statement;
  readonly #put: Statement;
  readonly #get: Statement;
  readonly #list: Statement;

  static async open(): Promise<StockSqlite> {
    const { Database } = await initSqlJs({ locateFile: () => wasmUrl });
    return new StockSqlite(new Database());
  }

  private constructor(database: Database) {
    database.run(
      "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, size INTEGER);" +
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) " +
        "INSERT INTO items SELECT i, 'item ' || i, i * 7 FROM n;" +
        "CREATE TABLE kv (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;",
    );
    this.#database = database;
    this.#select = database.prepare("SELECT * FROM items WHERE id = ?");
    this.#update = database.prepare("UPDATE items SET size = ? WHERE id = ?");
    this.#scan = database.prepare("SELECT * FROM items LIMIT ?");
    this.#put = database.prepare("INSERT OR REPLACE INTO kv VALUES (?, ?)");
    this.#get = database.prepare("SELECT value FROM kv WHERE key = ?");
    this.#list = database.prepare("SELECT key, value FROM kv ORDER BY key");
  }

  select(times: number): void {
    for (let n = 0; n < times; n++) this.#select.get([1 + (n % 10_000)]);
  }

  update(times: number): void {
    this.#database.run("BEGIN");
    for (let n = 0; n < times; n++) this.#update.run([n, 1 + (n % 10_000)]);
    this.#database.run("COMMIT");
  }

  scan(rows: number): number {
    const found: unknown[] = [];
    this.#scan.bind([rows]);
    while (this.#scan.step()) found.push(this.#scan.get());
    this.#scan.reset();
    return found.length;
  }

  kvPut(): void {
    this.#database.run("BEGIN");
    for (let n = 0; n < 1000; n++) this.#put.run([`key ${n}`, serialize({ n }).slice()]);
    this.#database.run("COMMIT");
  }

  kvGet(): void {
    for (let n = 0; n < 1000; n++) {
      const [value] = this.#get.get([`key ${n}`]);
      deserialize(value as Uint8Array);
    }
  }

  kvList(): number {
    let found = 0;
    while (this.#list.step()) {
      const [, value] = this.#list.get();
      deserialize(value as Uint8Array);
      found++;
    }
    this.#list.reset();
    return found;
  }
}
