import type { ByteRange, FileChange } from "../disk/file-change.ts";
import { NO_HEAD, encodeChunk } from "./file-chunk.ts";
import { CHUNK_SIZE } from "../disk/file-image.ts";
import { chunkCount, chunksOf } from "./file-survey.ts";
import type { LogChange } from "./log-record.ts";

/** Minimum number of new, whole chunks for writing them directly. */
const DIRECT_CHUNKS = 4;

/** A change, split into its log section and its direct chunks. */
export interface SplitChange {
  readonly logged: LogChange;
  /** Numbers and records of the direct chunks. */
  readonly chunks: readonly (readonly [n: number, record: Uint8Array])[];
}

/** Maximum bytes of changes in one log record: browsers refuse values of 127 MiB. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Divides the changes of one commit into those of several log records, in their order. */
export function splitCommit(changes: readonly FileChange[]): FileChange[][] {
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
 * Moves new, whole chunks out of a change that has many of them, such as an import, so that they are
 * not written twice (to the log and when folded).
 *
 * @param before the file's size before the change, in bytes; 0 if it is replaced
 */
export function splitChange(change: FileChange, before: number, lsn: number): SplitChange {
  // Chunk 0 describes the file; only a fold writes it.
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
