import type { ByteRange, FileChange } from "../disk/file-change.ts";
import { NO_HEAD, encodeChunk } from "./file-chunk.ts";
import { CHUNK_SIZE } from "../disk/file-image.ts";
import { chunkCount, chunksOf } from "./file-survey.ts";
import type { LogChange } from "./log-record.ts";

/** From how many new, whole chunks on they go to the disk directly. */
const DIRECT_CHUNKS = 4;

/** A change, divided into what the log takes and what goes to the disk directly. */
export interface DividedChange {
  readonly logged: LogChange;
  /** The records of the direct chunks, with their numbers. */
  readonly chunks: readonly (readonly [n: number, record: Uint8Array])[];
}

/** How many bytes of changes one log record takes: the browser refuses values of 127 MiB. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Divides the changes of one commit into those of several log records, in their order. */
export function divideCommit(changes: readonly FileChange[]): FileChange[][] {
  let record: FileChange[] = [];
  const records = [record];
  let bytes = 0;
  for (const change of changes) {
    const more = change.ranges.reduce((sum, range) => sum + range.bytes.length, 0);
    if (bytes > 0 && bytes + more > MAX_RECORD_BYTES) {
      record = [];
      records.push(record);
      bytes = 0;
    }
    record.push(change);
    bytes += more;
  }
  return records;
}

/**
 * Takes the new and whole chunks out of a change that has many of them, such as an import.
 *
 * @param before the file's size before the change, in bytes; 0 if it is replaced
 */
export function divideChange(change: FileChange, before: number, lsn: number): DividedChange {
  // Chunk 0 speaks for its file and is only ever written by a fold.
  const from = Math.max(1, chunkCount(before));
  const to = Math.floor(change.size / CHUNK_SIZE);
  if (to - from < DIRECT_CHUNKS) return { logged: change, chunks: [] };

  const ranges: ByteRange[] = [];
  const bytes = Array.from({ length: to - from }, () => new Uint8Array(CHUNK_SIZE));
  for (const range of change.ranges) {
    for (const { n, start, end } of chunksOf(range.offset, range.bytes.length)) {
      const part = range.bytes.subarray(start - range.offset, end - range.offset);
      const chunk = n < to ? bytes[n - from] : undefined;
      if (chunk === undefined) ranges.push({ offset: start, bytes: part });
      else chunk.set(part, start - n * CHUNK_SIZE);
    }
  }
  const chunks = bytes.map((data, i) => {
    const n = from + i;
    return [n, encodeChunk({ path: change.path, n, lsn, data, head: NO_HEAD })] as const;
  });
  return { logged: { ...change, ranges, direct: { from, to } }, chunks };
}
