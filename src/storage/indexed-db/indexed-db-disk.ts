import { promisifyRequest } from "idb-keyval";
import { type CommitTarget, DiskCommit } from "./disk-commit.ts";
import {
  connect,
  fenced,
  translateError,
  type DiskConnection,
  type Durability,
} from "./disk-connection.ts";
import { foldLog, type FoldTarget } from "./disk-fold.ts";
import { OWNER_KEY, type OwnerRecord } from "./disk-format.ts";
import { confirmOwner, listFiles, readFile, readRaw, type ReadableDisk } from "./disk-reader.ts";
import { takeOver, type Takeover } from "./disk-takeover.ts";
import { transact } from "./disk-transaction.ts";
import {
  DiskError,
  type CommitReceipt,
  type FileChange,
  type FileInfo,
  type RawRecord,
} from "../disk/disk.ts";
import { CachedDisk } from "../disk/cached-disk.ts";
import type { FileImage } from "../disk/file-image.ts";
import type { FileStore } from "../disk/file-store.ts";
import { FOLD_LIMITS, FoldSchedule, type FoldLimits } from "./fold-schedule.ts";
import { RecordReads } from "./record-reads.ts";

// The platform's own, whatever clock the actors are given later: the fence depends on them.
const wallClock = Date.now.bind(Date);
const monotonicClock = performance.now.bind(performance);

/** The default of {@link IndexedDbStoreOptions.proofLife}. Opening records stay for a day. */
const PROOF_LIFE = 60_000;

export interface IndexedDbStoreOptions {
  /** IndexedDB's durability of each commit. Default: `"relaxed"`. */
  durability?: Durability;
  /** Called once if the database is deleted, or the browser closes it. */
  onLost?: (error: DiskError) => void;
  /**
   * Opens the disk only if its last owner was the one of this token, or if it is new; else it is
   * refused as `fenced`: for an owner who has lost the database, but not the right to it.
   */
  after?: string | undefined;
  /** When the log is folded. For tests and measurements. */
  fold?: Partial<FoldLimits>;
  /**
   * For how long after its last write the owner relies on `add()` alone and does not read the
   * owner's record, in ms. For tests and measurements.
   */
  proofLife?: number;
}

export interface IndexedDbDiskOptions extends IndexedDbStoreOptions {
  /** How many bytes of released files stay in memory. Default: 64 MiB. */
  cacheBytes?: number;
}

export type IndexedDbDisk = CachedDisk;

/** Opens a disk as {@link openIndexedDbStore} does, with a cache of its files. */
export async function openIndexedDbDisk(
  name: string,
  { cacheBytes, ...options }: IndexedDbDiskOptions = {},
): Promise<IndexedDbDisk> {
  return new CachedDisk(await openIndexedDbStore(name, options), cacheBytes);
}

/**
 * Opens the disk `name`, makes it if need be, and becomes its owner: whoever owned it before is
 * fenced off from now on. The time it takes does not depend on how many files there are.
 *
 * @throws {DiskError} `newer-format` or `damaged` (a record of the disk itself is, and nothing was
 *   changed), `fenced` (see `after`), `quota`, or `unavailable`.
 */
export async function openIndexedDbStore(
  name: string,
  options: IndexedDbStoreOptions = {},
): Promise<IndexedDbStore> {
  const onLost = options.onLost ?? (() => {});
  const connection = await connect(name, options.durability ?? "relaxed", onLost);
  const begun = monotonicClock();
  try {
    const takeover = await takeOver(name, connection.use, wallClock(), options.after);
    return new IndexedDbStore(name, connection, takeover, begun, options);
  } catch (error) {
    connection.close();
    throw translateError(name, "be opened", error);
  }
}

/**
 * Files in IndexedDB. The format is described in `disk-format.ts`; the parts of the work are in the
 * files of their own that this one puts together.
 */
export class IndexedDbStore implements FileStore {
  readonly name: string;
  /** What marks this owner; random. */
  readonly token: string;
  readonly #connection: DiskConnection;
  readonly #target: FoldTarget & ReadableDisk & CommitTarget;
  readonly #schedule: FoldSchedule;
  /** Why the disk is of no use any more. */
  #failure: DiskError | undefined;
  /** When the last write began that proved the ownership, on the monotonic clock. */
  #proven: number;
  readonly #proofLife: number;
  #foldedBytes = 0;

  /** @internal Use {@link openIndexedDbStore}. */
  constructor(
    name: string,
    connection: DiskConnection,
    { owner, log, held }: Takeover,
    proven: number,
    options: IndexedDbStoreOptions,
  ) {
    const { token } = owner;
    this.name = name;
    this.token = token;
    this.#connection = connection;
    const { use } = connection;
    const reads = new RecordReads(use);
    this.#target = { name, use, reads, log, owner, held, token, sizes: new Map() };
    this.#proven = proven;
    this.#proofLife = options.proofLife ?? PROOF_LIFE;
    const limits = { ...FOLD_LIMITS, ...options.fold };
    this.#schedule = new FoldSchedule(log, limits, (budget) => this.#fold(budget));
    this.#schedule.rest();
  }

  async read(path: string): Promise<FileImage> {
    const doing = `open "${path}"`;
    this.check(doing);
    try {
      const image = await readFile(this.#target, path);
      this.#target.sizes.set(path, image.size);
      return image;
    } catch (error) {
      throw this.#fail(doing, error);
    }
  }

  async commit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    try {
      return await this.#runCommit(changes);
    } finally {
      this.#schedule.commitEnded();
    }
  }

  async list(prefix: string): Promise<FileInfo[]> {
    this.check("list its files");
    try {
      return await listFiles(this.#target, prefix);
    } catch (error) {
      throw this.#fail("list its files", error);
    }
  }

  /** The keys and values are those that `disk-format.ts` describes. */
  async exportRaw(path: string): Promise<RawRecord[]> {
    this.check(`export "${path}"`);
    try {
      return await readRaw(this.#target, path);
    } catch (error) {
      throw this.#fail(`export "${path}"`, error);
    }
  }

  async confirm(): Promise<void> {
    this.check("go on");
    try {
      await confirmOwner(this.#target);
    } catch (error) {
      throw this.#fail("go on", error);
    }
  }

  async close(): Promise<void> {
    this.#failure ??= new DiskError("unavailable", `disk "${this.name}": it is closed`);
    await this.#schedule.close();
    this.#connection.close();
  }

  async #runCommit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    const doing = `commit ${changes.length} ${changes.length === 1 ? "file" : "files"}`;
    this.#schedule.commitBegins();
    if (this.#schedule.running !== undefined) await this.#schedule.running;
    this.check(doing);
    const commit = new DiskCommit(this.#target, changes);
    try {
      await this.#write(doing, (store) => commit.write(store));
    } catch (error) {
      throw this.#fail(doing, error);
    }
    const bytes = this.#foldedBytes + commit.written();
    this.#foldedBytes = 0;
    return { bytes, files: changes.length };
  }

  /** Runs a transaction that adds a log record, so that it fails for a former owner. */
  async #write(doing: string, work: (store: IDBObjectStore) => void): Promise<void> {
    const begun = monotonicClock();
    await transact(this.#connection.use, async (store) => {
      work(store);
      if (begun - this.#proven < this.#proofLife) return;
      const owner = await promisifyRequest<OwnerRecord | undefined>(store.get(OWNER_KEY));
      if (owner?.token !== this.token) throw fenced(this.name, doing);
    });
    this.#proven = begun;
  }

  async #fold(budget: number): Promise<boolean> {
    const begun = monotonicClock();
    try {
      const { bytes, progress } = await foldLog(this.#target, budget, wallClock());
      this.#foldedBytes += bytes;
      this.#proven = begun;
      return progress;
    } catch (error) {
      // A full disk, say. Nothing was folded and nothing is lost; if the disk is of no use any
      // more, the next call says so.
      this.#fail("fold its log", error);
      return false;
    }
  }

  check(doing: string): void {
    const failure = this.#connection.lost ?? this.#failure;
    if (failure === undefined) return;
    // A new error each time: its stack tells who asked.
    throw new DiskError(failure.code, `${failure.message} (asked to ${doing})`, { cause: failure });
  }

  /** What an error means; after some of them the disk is of no use any more. */
  #fail(doing: string, cause: unknown): DiskError {
    const error = this.#connection.lost ?? translateError(this.name, doing, cause);
    // Of a transaction that failed in any other way nobody knows how it ended.
    if (error.code === "fenced" || error.code === "unavailable") this.#failure ??= error;
    return error;
  }
}
