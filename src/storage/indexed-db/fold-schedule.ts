import type { DiskLog } from "./disk-log.ts";

/** When the log is folded, and how much at once. */
export interface FoldLimits {
  /** Above either of these lengths of the log, a fold follows each commit. */
  readonly busyRecords: number;
  readonly busyBytes: number;
  /** Above either of these lengths, an idle disk folds the whole log. */
  readonly idleRecords: number;
  readonly idleBytes: number;
  /** The disk is idle this long after the last commit, in ms. */
  readonly idleAfter: number;
  /** Chunks per fold. A commit that comes meanwhile waits for them. */
  readonly budget: number;
}

/**
 * A log of 1,000 records makes opening about 50 ms slower, so it is kept shorter. An idle disk does
 * not fold a short log: each commit would become several chunks of 60 KiB.
 */
export const FOLD_LIMITS: FoldLimits = {
  busyRecords: 512,
  busyBytes: 4 << 20,
  idleRecords: 64,
  idleBytes: 256 << 10,
  idleAfter: 250,
  budget: 8,
};

/** If a fold does not shorten the log, the next one waits for this many more records. */
const RETRY_AFTER_RECORDS = 64;

// Captured at load: actors get the virtual clock's timers.
const { setTimeout, clearTimeout } = globalThis;

/** Decides when a disk folds its log; runs one fold at a time. */
export class FoldSchedule {
  readonly #log: DiskLog;
  readonly #limits: FoldLimits;
  readonly #fold: (budget: number) => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | undefined;
  /** Number of commits; a series of folds stops when a commit comes. */
  #commits = 0;
  /** No fold begins while the log is shorter than this. */
  #retryLength = 0;
  #closed = false;

  /** @param fold folds about `budget` chunks and tells whether it made progress; never rejects */
  constructor(log: DiskLog, limits: FoldLimits, fold: (budget: number) => Promise<boolean>) {
    this.#log = log;
    this.#limits = limits;
    this.#fold = fold;
  }

  /** The current fold, if one runs. Never rejects. */
  get running(): Promise<unknown> | undefined {
    return this.#running;
  }

  /** Call before each commit. */
  commitBegins(): void {
    this.#commits++;
    clearTimeout(this.#timer);
  }

  /** Call after each commit. */
  commitEnded(): void {
    const { busyRecords, busyBytes, budget } = this.#limits;
    const { length, bytes } = this.#log;
    const pressure = Math.max(length / busyRecords, bytes / busyBytes);
    if (pressure > 1 && this.#mayFold) {
      // The longer the log, the more is folded at once.
      void this.#run(budget * Math.min(16, Math.floor(pressure)));
    }
    this.scheduleIdleFold();
  }

  /** Folds the whole log if it is long enough and no commit comes before `idleAfter`. */
  scheduleIdleFold(): void {
    const { idleRecords, idleBytes, idleAfter } = this.#limits;
    const { length, bytes } = this.#log;
    if (!this.#mayFold || (length <= idleRecords && bytes <= idleBytes)) return;
    this.#timer = setTimeout(() => void this.#foldAll(), idleAfter);
  }

  /** Stops folding. Resolves when the running fold has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  get #mayFold(): boolean {
    return !this.#closed && this.#log.hasWaiting && this.#log.length >= this.#retryLength;
  }

  async #foldAll(): Promise<void> {
    const commits = this.#commits;
    await this.#running;
    while (commits === this.#commits && this.#mayFold) await this.#run(this.#limits.budget);
  }

  async #run(budget: number): Promise<void> {
    this.#running = this.#fold(budget);
    const folded = await this.#running;
    this.#running = undefined;
    const stuck = !folded || (!this.#log.hasWaiting && this.#log.length > 0);
    this.#retryLength = stuck ? this.#log.length + RETRY_AFTER_RECORDS : 0;
  }
}
