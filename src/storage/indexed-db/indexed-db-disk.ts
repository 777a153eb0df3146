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
import { DiskError, type CommitReceipt, type FileInfo, type RawRecord } from "../disk/disk.ts";
import { CachedDisk } from "../disk/cached-disk.ts";
import type { FileChange } from "../disk/file-change.ts";
import type { FileImage } from "../disk/file-image.ts";
import type { FileStore } from "../disk/file-store.ts";
import { FOLD_LIMITS, FoldSchedule, type FoldLimits } from "./fold-schedule.ts";
import { RecordReads } from "./record-reads.ts";

// Captured at load: fencing must not depend on the virtual clock that actors get.
const wallClock = Date.now.bind(Date);
const monotonicClock = performance.now.bind(performance);

/** The default of {@link IndexedDbStoreOptions.proofLife}. */
const PROOF_LIFE = 60_000;

export interface IndexedDbStoreOptions {
  /** IndexedDB's durability of each commit. Default: `"relaxed"`. */
  durability?: Durability;
  /** Called if the database is deleted, or the browser closes it. */
  onLost?: (error: DiskError) => void;
  /**
   * Opens the disk only if its last owner had this fencing token, or if the disk is new; otherwise
   * `fenced`. For reopening a disk whose database was lost.
   */
  after?: string | undefined;
  /** When the log is folded. For tests and measurements. */
  fold?: Partial<FoldLimits>;
  /**
   * How long after its last write the owner relies on `add()` alone to detect a new owner, in ms;
   * later it also reads the owner record. For tests and measurements. Default: one minute.
   */
  proofLife?: number;
}

export interface IndexedDbDiskOptions extends IndexedDbStoreOptions {
  /** Budget of the cache of released files, in bytes. Default: 64 MiB. */
  cacheBytes?: number;
}

export type IndexedDbDisk = CachedDisk;

/** As {@link openIndexedDbStore}, with a cache of files. */
export async function openIndexedDbDisk(
  name: string,
  { cacheBytes, ...options }: IndexedDbDiskOptions = {},
): Promise<IndexedDbDisk> {
  return new CachedDisk(await openIndexedDbStore(name, options), cacheBytes);
}

/**
 * Opens or creates the disk `name` and becomes its owner; the former owner is fenced off. The time
 * does not depend on the number of files.
 *
 * @throws {DiskError} `newer-format`, `damaged` (a record of the disk itself; nothing was changed),
 *   `fenced` (see `after`), `quota`, or `unavailable`
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

/** Files in IndexedDB, in the format of `disk-format.ts`. */
export class IndexedDbStore implements FileStore {
  readonly name: string;
  readonly token: string;
  readonly #connection: DiskConnection;
  readonly #target: FoldTarget & ReadableDisk & CommitTarget;
  readonly #schedule: FoldSchedule;
  /** Set once the disk is unusable. */
  #failure: DiskError | undefined;
  /** When the last write that proved the ownership began, on the monotonic clock. */
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
    this.#schedule.scheduleIdleFold();
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

  /** Keys and values as in `disk-format.ts`. */
  async exportRaw(path: string): Promise<RawRecord[]> {
    this.check(`export "${path}"`);
    try {
      return await readRaw(this.#target, path);
    } catch (error) {
      throw this.#fail(`export "${path}"`, error);
    }
  }

  async confirm(): Promise<void> {
    this.check("confirm its owner");
    try {
      await confirmOwner(this.#target);
    } catch (error) {
      throw this.#fail("confirm its owner", error);
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

  /** Runs a transaction that adds a log record, and so fails for a former owner. */
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
      // For example a full disk. Nothing is lost. If the disk is unusable, the next call throws.
      this.#fail("fold its log", error);
      return false;
    }
  }

  check(doing: string): void {
    const failure = this.#connection.lost ?? this.#failure;
    if (failure === undefined) return;
    // A new error each time, for the caller's stack.
    throw new DiskError(failure.code, `${failure.message} (asked to ${doing})`, { cause: failure });
  }

  /** Translates an error, and marks the disk unusable after some of them. */
  #fail(doing: string, cause: unknown): DiskError {
    const error = this.#connection.lost ?? translateError(this.name, doing, cause);
    // After an unknown failure it is unclear whether the transaction was committed.
    if (error.code === "fenced" || error.code === "unavailable") this.#failure ??= error;
    return error;
  }
}
