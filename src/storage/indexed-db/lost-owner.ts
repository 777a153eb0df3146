import { promisifyRequest } from "idb-keyval";
import { BrokenRecord, logKey, type OwnerRecord } from "./disk-format.ts";
import { readRecord } from "./disk-transaction.ts";
import { decodeChunk } from "./file-chunk.ts";
import { decodeLogRecord } from "./log-record.ts";

/**
 * Rebuilds a damaged owner record from all log records and chunks.
 *
 * The start of the log is unknown. The first record that changes a file, or is unreadable, is taken
 * as the start: that is never too late. Starting too early is harmless, because chunk 0 has the lsn
 * up to which its file is folded. Gaps in the log are detected as usual; a loss of the newest records
 * is not.
 *
 * @param now ms since the epoch
 */
export async function ownerFromRecords(store: IDBObjectStore, now: number): Promise<OwnerRecord> {
  const lsns = await logNumbers(store);
  let oldest = startOfLastRun(lsns);
  const empty: number[] = [];
  for (const lsn of lsns) {
    if (isEmpty(await readRecord(store, logKey(lsn)), lsn)) empty.push(lsn);
    else oldest = Math.min(oldest, lsn);
  }
  const last = lsns.at(-1) ?? 0;
  // The whole log was folded: the next commit must be above all lsns of the chunks.
  const folded = await newestChunk(store);
  if (folded > last) oldest = folded + 1;
  const newest = Math.max(last, oldest - 1);
  // Empty records are opening records: keep them for another day.
  const fences = empty.map((lsn) => ({ lsn, since: now }));
  return { token: "", since: 0, oldest, newest, fences };
}

/** The lsns of the existing log records, ascending. */
async function logNumbers(store: IDBObjectStore): Promise<number[]> {
  const keys = await promisifyRequest(
    store.getAllKeys(IDBKeyRange.bound(["log"], ["log", []], true, true)),
  );
  return keys
    .map((key) => (key as [string, unknown])[1])
    .filter((lsn): lsn is number => Number.isSafeInteger(lsn));
}

/** The first lsn of the last run without a gap; 1 if there are no records. */
function startOfLastRun(lsns: readonly number[]): number {
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

/** The highest lsn in a readable chunk; 0 if there is none. */
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
      // The damage is reported when the file is read.
      if (!(error instanceof BrokenRecord)) throw error;
    }
  }
  return newest;
}
