import { afterPrefix } from "../../api/storage-keys.ts";
import { deserialize } from "../../codec/deserialize.ts";
import type { KvEntry, KvList, KvQuery } from "../../protocol/host-inspect.ts";
import type { Database, SqlValue } from "../../storage/sqlite/database.ts";
import { hasTable } from "../../storage/tables/table-presence.ts";
import { readPage } from "./page-of-rows.ts";
import { MAX_ANSWER_BYTES } from "./sql-reader.ts";

/** Reads an object's keys and values, sorted by key. */
export function readKeyValues(database: Database, query: KvQuery): KvList {
  const { limit } = readPage(query);
  const { prefix = "", start = "", startAfter } = query;
  if (!hasTable(database, "_cf_KV")) return { entries: [], more: false };
  const bindings: SqlValue[] = [prefix, start];
  let where = "key >= ? AND key >= ?";
  if (startAfter !== undefined) {
    where += " AND key > ?";
    bindings.push(startAfter);
  }
  const end = afterPrefix(prefix);
  if (end !== undefined) {
    where += " AND key < ?";
    bindings.push(end);
  }
  const statement = database.prepare(`SELECT key, value FROM _cf_KV WHERE ${where} ORDER BY key`);
  const entries: KvEntry[] = [];
  let bytes = 0;
  try {
    statement?.bind(bindings);
    while (statement?.step() === true) {
      if (entries.length >= limit || bytes >= MAX_ANSWER_BYTES) return { entries, more: true };
      const entry = decode(statement.row());
      bytes += entry.bytes;
      entries.push(entry);
    }
  } finally {
    statement?.finalize();
  }
  return { entries, more: false };
}

function decode([key, stored]: SqlValue[]): KvEntry {
  // Imported files may contain anything.
  const value = stored instanceof Uint8Array ? stored : new Uint8Array(0);
  const entry = { key: String(key), bytes: value.length };
  try {
    return { ...entry, value: deserialize(value) };
  } catch (error) {
    return { ...entry, value, problem: (error as Error).message };
  }
}
