import { set } from "idb-keyval";
import initSqlJs from "sql.js";
import wasmUrl from "sql.js/dist/sql-wasm-browser.wasm?url";
import { openStore } from "./bare-put.ts";
import { type Contender, latency } from "./contender.ts";
import { fillerKey, fillerRows, fillerValue, smallValue } from "./filler.ts";

/** sql.js as its manual recommends: `export()` the whole database and put the result. */
export async function exportAndSet(megabytes: number, times: number): Promise<Contender> {
  const { Database } = await initSqlJs({ locateFile: () => wasmUrl });
  const { use, close } = await openStore(`export-${megabytes}`, "relaxed");
  const database = new Database();
  database.run("CREATE TABLE kv (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
  database.run("BEGIN");
  for (let row = 0; row < fillerRows(megabytes); row++) {
    database.run("INSERT INTO kv VALUES (?, ?)", [fillerKey(row), fillerValue]);
  }
  database.run("COMMIT");
  const statement = database.prepare("INSERT OR REPLACE INTO kv VALUES ('small', ?)");
  let n = 0;
  const commit = async (): Promise<void> => {
    statement.run([smallValue(++n)]);
    // Frees its statements in some versions: a fresh one each time would hide that cost no less.
    await set("file", database.export(), use);
  };
  return {
    name: "sql.js export() + idb-keyval set, relaxed",
    round: () => latency(commit, times),
    close: async () => {
      database.close();
      close();
    },
  };
}
