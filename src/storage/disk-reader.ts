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
import type { LogSection } from "./log-record.ts";
import { readRecord } from "./disk-transaction.ts";
import { DiskError, type FileInfo } from "./disk.ts";
import { decodeChunk, type Chunk } from "./file-chunk.ts";
import { FileImage } from "./file-image.ts";
import { chunkCount, chunkState, replay, surveyFile, type ChunkState } from "./file-survey.ts";

/** Chunks that one transaction reads: commits wait for it. */
const CHUNKS_PER_READ = 64;

/** What reading needs of a disk. */
export interface ReadableDisk {
  readonly name: string;
  readonly use: UseStore;
  readonly log: DiskLog;
  readonly token: string;
  /** Files that were found damaged and put aside. */
  readonly held: ReadonlySet<string>;
}

/**
 * Reads one file: its chunks, and what the log has for it. Nobody may commit a change of the file
 * meanwhile; commits and folds of others do no harm.
 *
 * @throws {DiskError} `damaged` or `fenced`, or what IndexedDB throws.
 */
export async function readFile(disk: ReadableDisk, path: string): Promise<FileImage> {
  try {
    return await readWhole(disk, path);
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    throw new DiskError(
      "damaged",
      `disk "${disk.name}": cannot open "${path}": ${error.message}; its bytes are left as they are: save them with exportRaw(), then delete or replace the file`,
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
  const survey = surveyFile(zero, name !== undefined, logged);
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
  image.size = survey.size;
  for (const { bytes } of chunks.values()) image.chunks.push(bytes);
  return image;
}

/**
 * The files whose path begins with `prefix`, in the order of their paths.
 *
 * @param sizes what is known of their sizes, in bytes; what is read here is added. Reading a size
 *   means reading a chunk, so the first list of a disk with very many files takes its time.
 */
export async function listFiles(
  disk: ReadableDisk,
  sizes: Map<string, number>,
  prefix: string,
): Promise<FileInfo[]> {
  const named = await disk.use("readonly", (store) =>
    promisifyRequest(store.getAllKeys(pathRange("name", prefix))),
  );
  const paths = new Set(named.map((key) => (key as [string, string])[1]));
  for (const [path] of disk.log.waiting()) paths.add(path);
  const sorted = [...paths].filter((path) => path.startsWith(prefix)).toSorted();

  const unknown = sorted.filter((path) => !sizes.has(path));
  for (let first = 0; first < unknown.length; first += CHUNKS_PER_READ) {
    const some = unknown.slice(first, first + CHUNKS_PER_READ);
    const keys = some.map((path) => chunkKey(path, 0));
    const zeros = await readRecords(disk, "list its files", keys);
    some.forEach((path, i) => {
      const size = sizeOf(disk.log.last(path), zeros[i]);
      if (size !== undefined && !sizes.has(path)) sizes.set(path, size);
    });
  }
  const files = sorted.map((path) => ({ path, size: sizes.get(path) }));
  // A damaged file of which not even the size is known is there all the same.
  return files
    .filter(({ size }) => size !== 0)
    .map(({ path, size }) => ({ path, size: size ?? 0 }));
}

function sizeOf(last: LogSection | undefined, zero: unknown): number | undefined {
  let base: Chunk | undefined;
  try {
    if (zero !== undefined) base = decodeChunk(zero, 0);
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
  }
  return last !== undefined && last.lsn > (base?.lsn ?? -1) ? last.size : base?.head.size;
}

/** A record as it lies on the disk. */
export interface RawRecord {
  readonly key: IDBValidKey;
  /** Undefined if the browser could not give it back. */
  readonly value: unknown;
}

/**
 * Everything on the disk that concerns one file, as it is and whether or not it is damaged: name,
 * chunks, what was put aside, and the log records that change it or that cannot be read.
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

/** Reads records, and makes sure that nobody else has changed them. */
async function readRecords(
  { name, use, token }: ReadableDisk,
  doing: string,
  keys: readonly IDBValidKey[],
): Promise<unknown[]> {
  const [owner, ...values] = await use("readonly", (store) =>
    Promise.all([OWNER_KEY, ...keys].map((key) => readRecord(store, key))),
  );
  if ((owner as OwnerRecord | undefined)?.token !== token) throw fenced(name, doing);
  return values;
}
