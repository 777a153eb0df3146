import type { DiskLog } from "./disk-log.ts";

/** When the log is folded, and how much at once. */
export interface FoldLimits {
  /** From how many records on, or how many bytes, a fold follows each commit. */
  readonly busyRecords: number;
  readonly busyBytes: number;
  /** From how many records on, or how many bytes, a quiet disk folds everything. */
  readonly idleRecords: number;
  readonly idleBytes: number;
  /** How long the last commit must be past for the disk to be quiet, in ms. */
  readonly idleAfter: number;
  /** Chunks of one fold: a commit that comes meanwhile waits for so many. */
  readonly budget: number;
}

/**
 * A log of 1,000 records costs a start about 50 ms, so it stays below that. A quiet disk does not
 * fold a short log: every commit would become several chunks of 60 KiB.
 */
export const FOLD_LIMITS: FoldLimits = {
  busyRecords: 512,
  busyBytes: 4 << 20,
  idleRecords: 64,
  idleBytes: 256 << 10,
  idleAfter: 250,
  budget: 8,
};

/** When folding does not make the log shorter, the next fold waits for so many more records. */
const PATIENCE = 64;

// The platform's own, whatever clock the actors are given later.
const { setTimeout, clearTimeout } = globalThis;

/** Decides when a disk folds its log, and sees to it that there is one fold at a time. */
export class FoldSchedule {
  readonly #log: DiskLog;
  readonly #limits: FoldLimits;
  readonly #fold: (budget: number) => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | undefined;
  /** Counts commits; a run of folds ends when one comes. */
  #commits = 0;
  /** The length of the log below which no fold begins. */
  #patience = 0;
  #closed = false;

  /** @param fold folds about `budget` chunks, and says whether it could; it never rejects */
  constructor(log: DiskLog, limits: FoldLimits, fold: (budget: number) => Promise<boolean>) {
    this.#log = log;
    this.#limits = limits;
    this.#fold = fold;
  }

  /** The fold that runs now, if one does. It never rejects. */
  get running(): Promise<unknown> | undefined {
    return this.#running;
  }

  /** Called before each commit. */
  commitBegins(): void {
    this.#commits++;
    clearTimeout(this.#timer);
  }

  /** Called after each commit. */
  commitEnded(): void {
    const { busyRecords, busyBytes, budget } = this.#limits;
    const { length, bytes } = this.#log;
    const pressure = Math.max(length / busyRecords, bytes / busyBytes);
    if (pressure > 1 && this.#mayFold) {
      // The further above the limit the log is, the more must be caught up with at once.
      void this.#run(budget * Math.min(16, Math.floor(pressure)));
    }
    this.rest();
  }

  /** Folds everything if the disk stays quiet for a while and the log is worth it. */
  rest(): void {
    const { idleRecords, idleBytes, idleAfter } = this.#limits;
    const { length, bytes } = this.#log;
    if (!this.#mayFold || (length <= idleRecords && bytes <= idleBytes)) return;
    this.#timer = setTimeout(() => void this.#foldAll(), idleAfter);
  }

  /** No fold begins any more. Resolves when the running one has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  get #mayFold(): boolean {
    return !this.#closed && this.#log.waits && this.#log.length >= this.#patience;
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
    const stuck = !folded || (!this.#log.waits && this.#log.length > 0);
    this.#patience = stuck ? this.#log.length + PATIENCE : 0;
  }
}
