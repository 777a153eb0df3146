import { promisifyRequest, type UseStore } from "idb-keyval";
import { fenced, newerFormat } from "./disk-connection.ts";
import {
  BrokenRecord,
  FORMAT,
  OWNER_KEY,
  VERSION_KEY,
  logKey,
  logRange,
  pathRange,
  readOwner,
  readVersion,
  isYoung,
  type OwnerRecord,
  type VersionRecord,
} from "./disk-format.ts";
import { DiskError } from "../disk/disk.ts";
import { DiskLog } from "./disk-log.ts";
import { readRecord, transact } from "./disk-transaction.ts";
import { decodeLogRecord, encodeLogRecord } from "./log-record.ts";
import { ownerFromRecords } from "./lost-owner.ts";

/** Of the platform: a worker's code gets it only in its handlers. */
const randomUUID = crypto.randomUUID?.bind(crypto);

/** What the new owner of a disk knows. */
export interface Takeover {
  readonly owner: OwnerRecord;
  readonly log: DiskLog;
  /** Files that were found damaged and put aside. */
  readonly held: Set<string>;
}

/**
 * Becomes the owner of a disk, in one transaction: a late commit of the former owner is either read
 * here or fails. The work does not depend on how many files there are, only on the log.
 *
 * @param now ms since the epoch
 * @param after the token of the only owner that this one may follow; a new disk has none.
 * @throws {DiskError} `newer-format`, `damaged` or `fenced`; then nothing was changed.
 */
export async function takeOver(
  name: string,
  use: UseStore,
  now: number,
  after?: string,
): Promise<Takeover> {
  return transact(use, async (store) => {
    const { owner: said, versioned } = await readFormat(name, store);
    if (after !== undefined && said?.token !== "" && said?.token !== after) {
      throw fenced(name, "be opened again");
    }
    const before = said ?? (await ownerFromRecords(store, now));
    const log = new DiskLog(before.oldest);
    await readLog(store, log, before.newest);
    const held = await promisifyRequest(store.getAllKeys(pathRange("held")));
    const opening = encodeLogRecord(log.newest + 1, []).bytes;
    store.add(opening, logKey(log.newest + 1));
    log.append(opening.length, []);

    const fences = before.fences.filter((fence) => fence.lsn >= log.oldest || isYoung(fence, now));
    for (const fence of before.fences) if (!fences.includes(fence)) store.delete(logKey(fence.lsn));
    const owner: OwnerRecord = {
      format: FORMAT,
      token: randomUUID(),
      since: now,
      oldest: log.oldest,
      newest: log.newest,
      fences: [...fences, { lsn: log.newest, since: now }],
    };
    store.put(owner, OWNER_KEY);
    if (!versioned) store.put({ format: FORMAT } satisfies VersionRecord, VERSION_KEY);
    return { owner, log, held: new Set(held.map((key) => (key as [string, string])[1])) };
  });
}

interface Format {
  /** On a new disk, one that nobody wrote; undefined where it was there and is none. */
  readonly owner: OwnerRecord | undefined;
  /** Whether the disk has a version record that can be read. */
  readonly versioned: boolean;
}

/** What a disk of our format says of itself. */
async function readFormat(name: string, store: IDBObjectStore): Promise<Format> {
  const [version, owner, first] = await Promise.all([
    promisifyRequest<unknown>(store.get(VERSION_KEY)),
    promisifyRequest<unknown>(store.get(OWNER_KEY)),
    promisifyRequest(store.getAllKeys(null, 1)),
  ]);
  if (first.length === 0) {
    const nobody = { token: "", since: 0, oldest: 1, newest: 0, fences: [] };
    return { owner: nobody, versioned: false };
  }
  const said = readVersion(version);
  if (said !== undefined && said > FORMAT) throw newerFormat(name);
  try {
    const found = readOwner(owner);
    if (said === undefined && (found.format ?? 1) > FORMAT) throw newerFormat(name);
    return { owner: found, versioned: said !== undefined };
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    // The rest of the disk is in a format that we know.
    if (said !== undefined) return { owner: undefined, versioned: true };
    throw new DiskError(
      "damaged",
      `disk "${name}": ${error.message}; nothing was changed: mend that record, or destroy the disk`,
      { cause: error },
    );
  }
}

/** Reads the log into `log`; `expected` is the lsn that it reaches at least. */
async function readLog(store: IDBObjectStore, log: DiskLog, expected: number): Promise<void> {
  // getAll() is twice as fast as a request for each record, but says neither the keys nor, where
  // the browser cannot give one of them back, anything at all.
  const request = store.getAll(logRange(log.oldest));
  request.addEventListener("error", (event) => event.preventDefault());
  const values = await promisifyRequest<unknown[]>(request).catch(() => undefined);
  const allRead = values?.every((value) => appendRecord(log, log.newest + 1, value) === undefined);
  if (!allRead || log.newest < expected) await readDamagedLog(store, log, expected);
}

/** Goes on behind the last good record, one by one. */
async function readDamagedLog(
  store: IDBObjectStore,
  log: DiskLog,
  expected: number,
): Promise<void> {
  const keys = await promisifyRequest(store.getAllKeys(logRange(log.newest + 1)));
  for (const key of keys) {
    const lsn = (key as [string, number])[1];
    if (!Number.isSafeInteger(lsn)) continue;
    if (lsn > log.newest + 1) appendMissing(log, lsn - 1);
    const value = await readRecord(store, key);
    const damage = appendRecord(log, lsn, value);
    if (damage !== undefined) log.appendUnreadable(lsn, damage);
  }
  if (log.newest < expected) appendMissing(log, expected);
}

function appendMissing(log: DiskLog, to: number): void {
  log.appendUnreadable(to, `log record ${log.newest + 1} is missing`);
}

/** Takes a record into the log; if it cannot be read, the answer is why. */
function appendRecord(log: DiskLog, lsn: number, value: unknown): string | undefined {
  try {
    const sections = decodeLogRecord(value, lsn);
    log.append((value as Uint8Array).length, sections);
    return undefined;
  } catch (error) {
    if (error instanceof BrokenRecord) return error.message;
    throw error;
  }
}
