import type { FileHead } from "./file-chunk.ts";
import { CHUNK_SIZE } from "../disk/file-image.ts";
import { chunkCount, chunksOf, type Survey } from "./file-survey.ts";

/** What the next fold of one file writes. */
export interface FoldPlan {
  /** The chunks to write: chunk 0, then the others, oldest first. Empty if the file is deleted. */
  readonly chunks: readonly number[];
  /** The head of chunk 0. */
  readonly head: FileHead;
}

/**
 * Plans one fold of one file.
 *
 * @param survey must have sections
 * @param folded chunks written since the file began to wait, and their lsn; void entries are removed
 * @param newest the lsn of the newest commit
 * @param budget maximum number of chunks, including chunk 0; at least 2
 */
export function planFold(
  survey: Survey,
  folded: Map<number, number>,
  newest: number,
  budget: number,
): FoldPlan {
  const { size } = survey;
  if (size === 0) return { chunks: [], head: { size, through: newest, count: 0 } };
  const exists = (n: number): boolean => n < survey.kept || survey.direct.has(n) || folded.has(n);
  const first = survey.sections[0]?.lsn ?? newest;
  const dirty = dirtyChunks(survey, folded);
  // Rare: a chunk that does not exist although its section is already folded.
  for (let n = 1; n < chunkCount(size); n++) {
    if (!exists(n) && !dirty.has(n)) dirty.set(n, first);
  }
  dirty.delete(0);

  const byAge = [...dirty].toSorted(([n, lsn], [m, other]) => lsn - other || n - m);
  const chosen = byAge.slice(0, budget - 1).map(([n]) => n);
  const next = byAge[chosen.length];
  const present = new Set([0, ...chosen]);
  let count = 0;
  while (count < chunkCount(size) && (present.has(count) || exists(count))) count++;
  const through = next === undefined ? newest : next[1] - 1;
  return { chunks: [0, ...chosen], head: { size, through, count } };
}

/** Chunks that are older than the log, each with the first lsn that it lacks. */
function dirtyChunks({ base, sections }: Survey, folded: Map<number, number>): Map<number, number> {
  const dirty = new Map<number, number>();
  const touch = (n: number, lsn: number): void => {
    if (!dirty.has(n) && (folded.get(n) ?? -1) < lsn) dirty.set(n, lsn);
  };
  const forget = (map: Map<number, number>, from: number, lsn: number): void => {
    for (const [n, at] of map) if (n >= from && at < lsn) map.delete(n);
  };
  // The file's size before the first section; unknown if chunk 0 is younger than that section.
  const first = sections[0]?.lsn ?? 0;
  let size = base !== undefined && base.lsn < first ? base.head.size : Infinity;
  for (const section of sections) {
    const count = chunkCount(section.size);
    if (section.replaced || section.size < size) {
      forget(dirty, section.replaced ? 0 : count, section.lsn);
      forget(folded, section.replaced ? 0 : count, section.lsn);
      if (section.size % CHUNK_SIZE > 0) touch(count - 1, section.lsn);
    }
    if (section.replaced) size = 0;
    // A new chunk is written even if it is all zeros.
    for (let n = chunkCount(size); n < count; n++) touch(n, section.lsn);
    for (const { offset, bytes } of section.ranges()) {
      for (const { n } of chunksOf(offset, bytes.length)) touch(n, section.lsn);
    }
    for (let n = section.direct.from; n < section.direct.to; n++) dirty.delete(n);
    size = section.size;
  }
  return dirty;
}
