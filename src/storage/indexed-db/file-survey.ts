import { BrokenRecord } from "./disk-format.ts";
import { decodeChunk, type Chunk } from "./file-chunk.ts";
import { CHUNK_SIZE } from "../disk/file-image.ts";
import type { LogSection } from "./log-record.ts";

/** The state of one file according to chunk 0 and the log; see `disk-format.ts` for the rules. */
export interface Survey {
  readonly path: string;
  /** Chunk 0 as stored; undefined if there is none. */
  readonly base: Chunk | undefined;
  /** The file's size now, in bytes. 0: the file does not exist. */
  readonly size: number;
  /** The sections that may not be in the chunks yet, ascending. */
  readonly sections: readonly LogSection[];
  /** All changes up to this lsn are in the chunks, or void. */
  readonly knownThrough: number;
  /** Chunks below this number must exist, and hold bytes of the file. */
  readonly kept: number;
  /** Further chunks that must exist, with the lsn of the commit that wrote each directly. */
  readonly direct: ReadonlyMap<number, number>;
}

/** The number of chunks of a file of `size` bytes. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_SIZE);
}

/**
 * @param zero the record of chunk 0; undefined if there is none
 * @param named whether the file has a name record; then it must have chunk 0
 * @param logged the file's sections in the log, ascending
 * @throws {BrokenRecord} if chunk 0 is damaged or missing
 */
export function surveyFile(
  path: string,
  zero: unknown,
  named: boolean,
  logged: readonly LogSection[],
): Survey {
  const base = zero === undefined ? undefined : decodeChunk(zero, path, 0);
  const head = base?.head;
  const through = head?.through ?? -1;
  let sections = logged.filter((section) => section.lsn > through);
  const first = sections.findLastIndex((section) => section.replaced);
  const fresh = first >= 0;
  if (fresh) sections = sections.slice(first);
  if (base === undefined && !fresh && (named || sections.length > 0)) {
    throw new BrokenRecord("chunk 0 is missing");
  }

  const direct = new Map<number, number>();
  let size = head?.size ?? 0;
  let kept = head?.count ?? 0;
  for (const section of sections) {
    const count = chunkCount(section.size);
    for (const n of direct.keys()) if (n >= count) direct.delete(n);
    for (let n = section.direct.from; n < section.direct.to; n++) direct.set(n, section.lsn);
    // Chunk 0 describes the file at its own lsn, which may be above that of some sections.
    if (section.lsn <= (base?.lsn ?? -1)) continue;
    kept = Math.min(kept, count);
    size = section.size;
  }
  const knownThrough = fresh ? (sections[0]?.lsn ?? through) : through;
  return { path, base, size, sections, knownThrough, kept, direct };
}

/**
 * Chunk `n`, ready for {@link replay}.
 *
 * @param value the chunk's record; undefined if there is none
 * @throws {BrokenRecord}
 */
export function chunkState(survey: Survey, n: number, value: unknown): ChunkState {
  if (value === undefined) {
    if (n < survey.kept || survey.direct.has(n)) throw new BrokenRecord(`chunk ${n} is missing`);
    return { lsn: -1, bytes: new Uint8Array(CHUNK_SIZE) };
  }
  const { lsn, data } = decodeChunk(value, survey.path, n);
  if (lsn < (survey.direct.get(n) ?? -1)) {
    throw new BrokenRecord(`chunk ${n} is older than the log says`);
  }
  // A full chunk is not copied: its bytes are a view behind the record's header.
  if (data.length === CHUNK_SIZE) return { lsn, bytes: data };
  const bytes = new Uint8Array(CHUNK_SIZE);
  bytes.set(data);
  return { lsn, bytes };
}

/** One chunk's bytes, to which {@link replay} applies the log. */
export interface ChunkState {
  /** The commit as of which the stored bytes were right. -1: the chunk did not exist. */
  readonly lsn: number;
  /** CHUNK_SIZE bytes. */
  readonly bytes: Uint8Array;
}

/**
 * Applies the log to `chunks`; changes of other chunks are skipped.
 *
 * @throws {BrokenRecord} if a section is damaged
 */
export function replay(
  sections: readonly LogSection[],
  chunks: ReadonlyMap<number, ChunkState>,
): void {
  let size = Infinity;
  for (const section of sections) {
    if (section.replaced || section.size < size) {
      for (const [n, chunk] of chunks) {
        if (section.lsn <= chunk.lsn) continue;
        const rest = section.replaced ? 0 : section.size - n * CHUNK_SIZE;
        if (rest < CHUNK_SIZE) chunk.bytes.fill(0, Math.max(0, rest));
      }
    }
    size = section.size;
    for (const { offset, bytes } of section.ranges()) {
      for (const { n, start, end } of chunksOf(offset, bytes.length)) {
        const chunk = chunks.get(n);
        if (chunk === undefined || section.lsn <= chunk.lsn) continue;
        chunk.bytes.set(bytes.subarray(start - offset, end - offset), start - n * CHUNK_SIZE);
      }
    }
  }
}

/** Splits a run of bytes at chunk boundaries; `start` and `end` are offsets in the file. */
export function* chunksOf(
  offset: number,
  length: number,
): Generator<{ n: number; start: number; end: number }> {
  for (let start = offset; start < offset + length;) {
    const n = Math.floor(start / CHUNK_SIZE);
    const end = Math.min(offset + length, (n + 1) * CHUNK_SIZE);
    yield { n, start, end };
    start = end;
  }
}
