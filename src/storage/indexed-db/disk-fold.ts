import { promisifyRequest, type UseStore } from "idb-keyval";
import { fenced } from "./disk-connection.ts";
import {
  BrokenRecord,
  OWNER_KEY,
  chunkKey,
  heldKey,
  isYoung,
  logRange,
  nameKey,
  type HeldRecord,
  type OwnerRecord,
} from "./disk-format.ts";
import type { DiskLog, WaitingFile } from "./disk-log.ts";
import { FailedRead, readRecord, transact } from "./disk-transaction.ts";
import { NO_HEAD, encodeChunk, type Chunk } from "./file-chunk.ts";
import { CHUNK_SIZE } from "../disk/file-image.ts";
import { chunkState, replay, surveyFile, type Survey } from "./file-survey.ts";
import { planFold, type FoldPlan } from "./fold-plan.ts";

/** The state of a disk that a fold reads and updates. */
export interface FoldTarget {
  readonly name: string;
  readonly use: UseStore;
  readonly log: DiskLog;
  /** Replaced when the log gets shorter. */
  owner: OwnerRecord;
  /** Quarantined files: found damaged earlier. */
  readonly held: Set<string>;
}

interface FoldResult {
  /** Bytes written. */
  readonly bytes: number;
  /** False if none of the files could be folded. */
  readonly progress: boolean;
}

/** The result for one file. */
interface Outcome {
  readonly path: string;
  /** The file no longer needs the log up to this lsn; -1 if it still needs all of it. */
  readonly through: number;
  /** Numbers of the chunks that were written. */
  readonly chunks: readonly number[];
  readonly bytes: number;
  readonly damaged: boolean;
}

/**
 * Updates chunks to the newest commit, of the files that have waited longest, and deletes log records
 * that no file needs: in one transaction of about `budget` chunks. Must not overlap a commit.
 *
 * Old chunks are read and the log is applied to them. The images in memory cannot be used: they may
 * be ahead of the log.
 *
 * @param now ms since the epoch
 * @throws {DiskError} `fenced`, or an error of IndexedDB; then nothing was folded
 */
export async function foldLog(
  target: FoldTarget,
  budget: number,
  now: number,
): Promise<FoldResult> {
  const { log, use, held } = target;
  const { oldest, newest } = log;
  const { outcomes, owner } = await transact(use, async (store) => {
    const files = await foldFiles(store, target, budget, now);
    const needed = log.needed(new Map(files.map(({ path, through }) => [path, through])));
    if (needed === oldest) return { outcomes: files, owner: target.owner };
    const next = { ...target.owner, oldest: needed, newest };
    return { outcomes: files, owner: trimLog(store, oldest, next, now) };
  });
  for (const { path, through, chunks, damaged } of outcomes) {
    log.folded(path, through, chunks, newest);
    if (damaged) held.add(path);
  }
  log.trim(owner.oldest);
  target.owner = owner;
  return {
    bytes: outcomes.reduce((sum, { bytes }) => sum + bytes, 0),
    progress: outcomes.some(({ through }) => through >= 0),
  };
}

async function foldFiles(
  store: IDBObjectStore,
  { name, log, owner }: FoldTarget,
  budget: number,
  now: number,
): Promise<Outcome[]> {
  const waiting = [...log.waiting()].slice(0, budget);
  const [current, zeros] = await Promise.all([
    promisifyRequest<OwnerRecord | undefined>(store.get(OWNER_KEY)),
    Promise.all(waiting.map(([path]) => readRecord(store, chunkKey(path, 0)))),
  ]);
  if (current?.token !== owner.token) throw fenced(name, "fold its log");

  let left = budget;
  const outcomes: Promise<Outcome>[] = [];
  for (const [index, [path, file]] of waiting.entries()) {
    if (left <= 0) break;
    try {
      const survey = surveyFile(path, zeros[index], false, file.sections);
      if (log.unreadableAbove(survey.knownThrough) !== undefined) {
        // The unreadable record may have changed the file, so its chunks stay at their old lsn.
        outcomes.push(Promise.resolve(unchanged(path, -1)));
        continue;
      }
      if (survey.sections.length === 0) {
        // An earlier owner has folded the file.
        outcomes.push(Promise.resolve(unchanged(path, log.newest)));
        continue;
      }
      // At least one chunk besides chunk 0, or a large file would never be folded.
      const plan = planFold(survey, file.folded, log.newest, Math.max(2, left));
      left -= Math.max(1, plan.chunks.length);
      outcomes.push(
        foldFile(store, { path, survey, plan, zero: zeros[index], lsn: log.newest }).catch(
          (error) => quarantine(store, path, file, log.newest, error, now),
        ),
      );
    } catch (error) {
      left--;
      outcomes.push(Promise.resolve(quarantine(store, path, file, log.newest, error, now)));
    }
  }
  return Promise.all(outcomes);
}

function unchanged(path: string, through: number): Outcome {
  return { path, through, chunks: [], bytes: 0, damaged: false };
}

interface FoldingFile {
  readonly path: string;
  readonly survey: Survey;
  readonly plan: FoldPlan;
  /** The record of chunk 0; undefined if there is none. */
  readonly zero: unknown;
  readonly lsn: number;
}

/** Reads, updates and writes chunks of one file. Writes none if one of them is damaged. */
async function foldFile(store: IDBObjectStore, file: FoldingFile): Promise<Outcome> {
  const { path, survey, plan, lsn } = file;
  const { size, through } = plan.head;
  const values = await Promise.all(
    plan.chunks.map((n) => (n === 0 ? file.zero : readRecord(store, chunkKey(path, n)))),
  );
  const chunks = new Map(plan.chunks.map((n, i) => [n, chunkState(survey, n, values[i])]));
  replay(survey.sections, chunks);

  let bytes = 0;
  for (const [n, state] of chunks) {
    const data = state.bytes.subarray(0, Math.min(CHUNK_SIZE, size - n * CHUNK_SIZE));
    const chunk: Chunk = { path, n, lsn, data, head: n === 0 ? plan.head : NO_HEAD };
    const record = encodeChunk(chunk);
    store.put(record, chunkKey(path, n));
    bytes += record.length;
  }
  if (size > 0 && size !== survey.base?.head.size) store.put(size, nameKey(path));
  return { path, through, chunks: plan.chunks, bytes, damaged: false };
}

/** Moves a damaged file's part of the log to its own record, so that the log can be trimmed. */
function quarantine(
  store: IDBObjectStore,
  path: string,
  { sections }: WaitingFile,
  newest: number,
  error: unknown,
  now: number,
): Outcome {
  if (!(error instanceof BrokenRecord)) throw error;
  // The browser may be able to read it next time.
  if (error instanceof FailedRead) return unchanged(path, -1);
  const held: HeldRecord = {
    since: now,
    reason: error.message,
    sections: sections.map(({ lsn, size, replaced, body }) => {
      return { lsn, size, replaced, body: body.slice() };
    }),
  };
  store.put(held, heldKey(path));
  return { ...unchanged(path, newest), damaged: true };
}

/**
 * Deletes the log from `oldest` up to `owner.oldest`, except for opening records that must stay.
 *
 * @returns the owner record as written
 */
function trimLog(
  store: IDBObjectStore,
  oldest: number,
  owner: OwnerRecord,
  now: number,
): OwnerRecord {
  const fences = owner.fences.filter((fence) => fence.lsn >= owner.oldest || isYoung(fence, now));
  let first = oldest;
  for (const kept of [...fences.map(({ lsn }) => lsn), Infinity]) {
    const end = Math.min(kept, owner.oldest);
    if (first < end) store.delete(logRange(first, end - 1));
    first = Math.max(first, end + 1);
  }
  const trimmed = { ...owner, fences };
  store.put(trimmed, OWNER_KEY);
  return trimmed;
}
