import { promisifyRequest } from "idb-keyval";
import { BrokenRecord, logKey, type OwnerRecord } from "./disk-format.ts";
import { readRecord } from "./disk-transaction.ts";
import { decodeChunk } from "./file-chunk.ts";
import { decodeLogRecord } from "./log-record.ts";

/**
 * The owner's record of a disk that has lost it, from what else is on the disk. Looks at every record
 * of the log and every chunk: this is for damage only.
 *
 * Where the log begins is not known, so it is taken to begin no later than it did: at the first
 * record that changes a file, or cannot be read. What is read twice because of that does no harm, as
 * chunk 0 says which changes its file has; a record that is missing in between is noticed as ever.
 * That the newest records are gone is not noticed: nothing else says that they were there.
 *
 * @param now ms since the epoch.
 */
export async function ownerFromRecords(store: IDBObjectStore, now: number): Promise<OwnerRecord> {
  const lsns = await logNumbers(store);
  let oldest = lastRunOf(lsns);
  const empty: number[] = [];
  for (const lsn of lsns) {
    if (isEmpty(await readRecord(store, logKey(lsn)), lsn)) empty.push(lsn);
    else oldest = Math.min(oldest, lsn);
  }
  const last = lsns.at(-1) ?? 0;
  // All of the log was folded: the next commit is above everything that the chunks have.
  const folded = await newestChunk(store);
  if (folded > last) oldest = folded + 1;
  const newest = Math.max(last, oldest - 1);
  // An empty record is somebody's opening: it stays for another day.
  const fences = empty.map((lsn) => ({ lsn, since: now }));
  return { token: "", since: 0, oldest, newest, fences };
}

/** The lsns of the records that are there, ascending. */
async function logNumbers(store: IDBObjectStore): Promise<number[]> {
  const keys = await promisifyRequest(
    store.getAllKeys(IDBKeyRange.bound(["log"], ["log", []], true, true)),
  );
  return keys
    .map((key) => (key as [string, unknown])[1])
    .filter((lsn): lsn is number => Number.isSafeInteger(lsn));
}

/** Where the last records begin that have no gap between them; 1 if there is none. */
function lastRunOf(lsns: readonly number[]): number {
  let start = lsns.at(-1) ?? 1;
  for (const lsn of lsns.toReversed()) if (lsn === start - 1) start = lsn;
  return start;
}

function isEmpty(value: unknown, lsn: number): boolean {
  try {
    return decodeLogRecord(value, lsn).length === 0;
  } catch (error) {
    if (error instanceof BrokenRecord) return false;
    throw error;
  }
}

/** The highest lsn that a chunk has or speaks for; 0 if there is none that can be read. */
async function newestChunk(store: IDBObjectStore): Promise<number> {
  const keys = await promisifyRequest(
    store.getAllKeys(IDBKeyRange.bound(["file"], ["file", []], true, true)),
  );
  let newest = 0;
  for (const key of keys) {
    const [, path, n] = key as [string, string, number];
    try {
      const { lsn, head } = decodeChunk(await readRecord(store, key), path, n);
      newest = Math.max(newest, lsn, head.through);
    } catch (error) {
      // It is found damaged when its file is read.
      if (!(error instanceof BrokenRecord)) throw error;
    }
  }
  return newest;
}
