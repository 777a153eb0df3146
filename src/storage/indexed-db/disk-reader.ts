import { promisifyRequest, type UseStore } from "idb-keyval";
import { fenced } from "./disk-connection.ts";
import {
  BrokenRecord,
  OWNER_KEY,
  chunkKey,
  chunkRange,
  heldKey,
  logRange,
  nameKey,
  pathRange,
  type OwnerRecord,
} from "./disk-format.ts";
import type { DiskLog } from "./disk-log.ts";
import { readRecord } from "./disk-transaction.ts";
import { DiskError, type FileInfo, type RawRecord } from "../disk/disk.ts";
import { FileImage } from "../disk/file-image.ts";
import { chunkCount, chunkState, replay, surveyFile, type ChunkState } from "./file-survey.ts";
import type { RecordReads } from "./record-reads.ts";

/** Chunks per read transaction; limited because commits wait for it. */
const CHUNKS_PER_READ = 64;

export interface ReadableDisk {
  readonly name: string;
  readonly use: UseStore;
  readonly reads: RecordReads;
  readonly log: DiskLog;
  readonly token: string;
  /** Quarantined files: found damaged earlier. */
  readonly held: ReadonlySet<string>;
}

/**
 * Reads one file from its chunks and the log. No change of this file may be committed meanwhile;
 * commits and folds of other files are harmless.
 *
 * @throws {DiskError} `damaged` or `fenced`, or an error of IndexedDB
 */
export async function readFile(disk: ReadableDisk, path: string): Promise<FileImage> {
  try {
    return await readWhole(disk, path);
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    throw new DiskError(
      "damaged",
      `disk "${disk.name}": cannot open "${path}": ${error.message}; its stored bytes are unchanged: read them with server.inspect.readRaw(), or replace the file with server.import()`,
      { path, cause: error },
    );
  }
}

async function readWhole(disk: ReadableDisk, path: string): Promise<FileImage> {
  const logged = disk.log.sections(path);
  if (disk.held.has(path) && !logged.some((section) => section.replaced)) {
    throw new BrokenRecord("it was found damaged earlier");
  }
  const [zero, name] = await readRecords(disk, `open "${path}"`, [
    chunkKey(path, 0),
    nameKey(path),
  ]);
  const survey = surveyFile(path, zero, name !== undefined, logged);
  const unreadable = disk.log.unreadableAbove(survey.knownThrough);
  if (unreadable !== undefined) {
    throw new BrokenRecord(`${unreadable.reason}, which may have changed it`);
  }

  const chunks = new Map<number, ChunkState>();
  const count = chunkCount(survey.size);
  if (count > 0) chunks.set(0, chunkState(survey, 0, zero));
  for (let first = 1; first < count; first += CHUNKS_PER_READ) {
    const length = Math.min(CHUNKS_PER_READ, count - first);
    const keys = Array.from({ length }, (_, i) => chunkKey(path, first + i));
    const values = await readRecords(disk, `open "${path}"`, keys);
    values.forEach((value, i) => chunks.set(first + i, chunkState(survey, first + i, value)));
  }
  replay(survey.sections, chunks);

  const image = new FileImage();
  image.grow(survey.size);
  for (const [n, { bytes }] of chunks) {
    const chunk = image.chunks[n];
    // The image's last chunk may be shorter than a full chunk.
    if (chunk?.length === bytes.length) image.chunks[n] = bytes;
    else chunk?.set(bytes.subarray(0, chunk.length));
  }
  return image;
}

/** @throws {DiskError} `fenced`, or an error of IndexedDB */
export async function confirmOwner(disk: ReadableDisk): Promise<void> {
  await readRecords(disk, "confirm its owner", []);
}

/** The files whose path begins with `prefix`, sorted by path. */
export async function listFiles(disk: ReadableDisk, prefix: string): Promise<FileInfo[]> {
  const range = pathRange("name", prefix);
  const [owner, keys, values] = await disk.use("readonly", (store) =>
    Promise.all([
      readRecord(store, OWNER_KEY),
      promisifyRequest(store.getAllKeys(range)),
      promisifyRequest<number[]>(store.getAll(range)),
    ]),
  );
  checkOwner(disk, "list its files", owner);
  const sizes = new Map(keys.map((key, i) => [(key as [string, string])[1], values[i] ?? 0]));
  for (const [path, size] of disk.log.sizes()) sizes.set(path, size);
  return [...sizes]
    .filter(([path, size]) => size > 0 && path.startsWith(prefix))
    .map(([path, size]) => ({ path, size }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * All records of one file, undecoded, damaged or not: name, chunks, held sections, and the log
 * records that change the file or are unreadable.
 */
export async function readRaw(disk: ReadableDisk, path: string): Promise<RawRecord[]> {
  const log = new Set(disk.log.sections(path).map(({ lsn }) => lsn));
  return disk.use("readonly", async (store) => {
    const [chunks, lsns] = await Promise.all([
      promisifyRequest(store.getAllKeys(chunkRange(path))),
      promisifyRequest(store.getAllKeys(logRange(disk.log.oldest))),
    ]);
    const ofFile = (lsn: number): boolean => log.has(lsn) || disk.log.isUnreadable(lsn);
    const keys = [
      nameKey(path),
      heldKey(path),
      ...chunks,
      ...lsns.filter((key) => ofFile((key as [string, number])[1])),
    ];
    const values = await Promise.all(keys.map((key) => readRecord(store, key)));
    return keys
      .map((key, i) => ({ key, value: values[i] }))
      .filter(({ value }) => value !== undefined)
      .map(({ key, value }) => ({ key, value: value instanceof BrokenRecord ? undefined : value }));
  });
}

/** Reads records and checks in the same transaction that this host still owns the disk. */
async function readRecords(
  disk: ReadableDisk,
  doing: string,
  keys: readonly IDBValidKey[],
): Promise<readonly unknown[]> {
  const { owner, values } = await disk.reads.read(keys);
  checkOwner(disk, doing, owner);
  return values;
}

function checkOwner({ name, token }: ReadableDisk, doing: string, owner: unknown): void {
  if ((owner as OwnerRecord | undefined)?.token !== token) throw fenced(name, doing);
}
