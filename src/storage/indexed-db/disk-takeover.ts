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

// Captured at load: the host refuses randomUUID() to user code outside of handlers.
const randomUUID = crypto.randomUUID?.bind(crypto);

/** The state of a disk as its new owner read it. */
export interface Takeover {
  readonly owner: OwnerRecord;
  readonly log: DiskLog;
  /** Quarantined files: found damaged earlier. */
  readonly held: Set<string>;
}

/**
 * Becomes the owner of a disk, in one transaction: a late commit of the former owner is either read
 * here or fails. The cost depends on the length of the log, not on the number of files.
 *
 * @param now ms since the epoch
 * @param after if given, the required token of the last owner; a new disk is accepted too
 * @throws {DiskError} `newer-format`, `damaged` or `fenced`; then nothing was changed
 */
export async function takeOver(
  name: string,
  use: UseStore,
  now: number,
  after?: string,
): Promise<Takeover> {
  return transact(use, async (store) => {
    const { owner: stored, versioned } = await readFormat(name, store);
    if (after !== undefined && stored?.token !== "" && stored?.token !== after) {
      throw fenced(name, "be opened again");
    }
    const before = stored ?? (await ownerFromRecords(store, now));
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
  /** With an empty token on a new disk; undefined if the record is invalid. */
  readonly owner: OwnerRecord | undefined;
  /** Whether the disk has a valid version record. */
  readonly versioned: boolean;
}

/** Reads and checks the version and owner records. */
async function readFormat(name: string, store: IDBObjectStore): Promise<Format> {
  const [version, owner, first] = await Promise.all([
    promisifyRequest<unknown>(store.get(VERSION_KEY)),
    promisifyRequest<unknown>(store.get(OWNER_KEY)),
    promisifyRequest(store.getAllKeys(null, 1)),
  ]);
  if (first.length === 0) {
    const noOwner = { token: "", since: 0, oldest: 1, newest: 0, fences: [] };
    return { owner: noOwner, versioned: false };
  }
  const format = readVersion(version);
  if (format !== undefined && format > FORMAT) throw newerFormat(name);
  try {
    const found = readOwner(owner);
    if (format === undefined && (found.format ?? 1) > FORMAT) throw newerFormat(name);
    return { owner: found, versioned: format !== undefined };
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    // The format is known, so the owner record can be rebuilt.
    if (format !== undefined) return { owner: undefined, versioned: true };
    throw new DiskError(
      "damaged",
      `disk "${name}": ${error.message}; nothing was changed: repair that record, or delete the disk`,
      { cause: error },
    );
  }
}

/** Reads the log into `log`, which must reach lsn `expected`. */
async function readLog(store: IDBObjectStore, log: DiskLog, expected: number): Promise<void> {
  // getAll() is twice as fast as single requests, but gives no keys, and fails entirely if the
  // browser cannot read one of the records.
  const request = store.getAll(logRange(log.oldest));
  request.addEventListener("error", (event) => event.preventDefault());
  const values = await promisifyRequest<unknown[]>(request).catch(() => undefined);
  const allRead = values?.every((value) => appendRecord(log, log.newest + 1, value) === undefined);
  if (!allRead || log.newest < expected) await readDamagedLog(store, log, expected);
}

/** Reads the records after the last good one, one by one. */
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

/** Appends a record to the log. @returns the reason if it is damaged */
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
