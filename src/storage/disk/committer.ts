import { DiskError, type CommitReceipt, type Disk, type FileChange } from "./disk.ts";

/** The host's code sees another `performance`. */
const monotonicNow = performance.now.bind(performance);

/** A file whose SQLite transactions have changed it; a `PageFile` is one. */
export interface ChangedFile {
  readonly path: string;
  /** What changed since the last call; undefined if nothing did. */
  takeChanges(): FileChange | undefined;
}

/** One commit that is durable. */
export interface CommitReport extends CommitReceipt {
  /** How long the disk took, in ms. */
  readonly ms: number;
}

export interface CommitterOptions {
  /** Runs a task in a macrotask of its own: when the turn that changed files is over. */
  schedule: (task: () => void) => void;
  onCommit?: (report: CommitReport) => void;
  /** `paths`: the files whose changes are lost, and that were discarded. */
  onFailure?: (error: DiskError, paths: string[]) => void;
}

/** Files that become durable together, and what their owners wait for. */
interface Batch {
  readonly files: Set<ChangedFile>;
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: DiskError) => void;
}

function makeBatch(): Batch {
  let resolve = (): void => {};
  let reject = (_error: DiskError): void => {};
  const done = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Whoever does not wait for it is told by onFailure().
  done.catch(() => {});
  return { files: new Set(), done, resolve, reject };
}

/**
 * Makes changed files durable, all files of a turn in one commit of the disk. While a commit is in
 * flight, further changes gather for the next, which begins as soon as the disk is free: the more
 * there is to write, the more goes into one commit.
 *
 * A failed commit takes with it whatever waits for the next one: those changes may rest on bytes
 * that are lost.
 */
export class Committer {
  readonly #disk: Disk;
  readonly #options: CommitterOptions;
  #waiting: Batch | undefined;
  #inFlight: Batch | undefined;
  /** What is to run when nothing is on its way to the disk. */
  readonly #tasks: (() => Promise<unknown>)[] = [];
  #idle: (() => void)[] = [];
  #closed = false;

  constructor(disk: Disk, options: CommitterOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  /**
   * Says that SQLite has just committed in this file; call it in the same turn. Resolves when that
   * is durable.
   *
   * @throws {DiskError} when it is lost; the file was discarded: open it anew.
   */
  committed(file: ChangedFile): Promise<void> {
    if (this.#closed) {
      const message = `disk "${this.#disk.name}": cannot commit "${file.path}": the host is closing`;
      return Promise.reject(new DiskError("unavailable", message, { path: file.path }));
    }
    if (this.#waiting === undefined) {
      this.#waiting = makeBatch();
      if (this.#inFlight === undefined) this.#options.schedule(() => this.#flush());
    }
    this.#waiting.files.add(file);
    return this.#waiting.done;
  }

  /**
   * Runs `task` while no commit is on its way to the disk; what is committed meanwhile waits for its
   * end.
   *
   * @throws what `task` throws.
   */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => task().then(resolve, reject));
      this.#flush();
    });
  }

  /**
   * Resolves when everything that was committed so far is durable.
   *
   * @throws {DiskError} when some of it is lost.
   */
  async settled(): Promise<void> {
    await Promise.all([this.#inFlight?.done, this.#waiting?.done]);
  }

  /** What waits for the next commit is lost: its files' bytes are void. */
  drop(error: DiskError): void {
    if (this.#waiting === undefined) return;
    this.#lose([this.#waiting], error);
    if (this.#inFlight === undefined) this.#ended();
  }

  /** True while something is not durable yet. */
  get busy(): boolean {
    return this.#waiting !== undefined || this.#inFlight !== undefined || this.#tasks.length > 0;
  }

  /** Resolves when nothing is left to be made durable, be it done or lost. */
  idle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Takes no more changes. Those that it has go on to the disk: wait with `idle()`. */
  close(): void {
    this.#closed = true;
  }

  #flush(): void {
    if (this.#inFlight !== undefined) return;
    const task = this.#tasks.shift();
    if (task !== undefined) {
      this.#inFlight = makeBatch();
      void this.#run(this.#inFlight, task);
      return;
    }
    if (this.#waiting === undefined) return;
    this.#inFlight = this.#waiting;
    this.#waiting = undefined;
    void this.#write(this.#inFlight);
  }

  async #write(batch: Batch): Promise<void> {
    try {
      const changes = [...batch.files].flatMap((file) => file.takeChanges() ?? []);
      if (changes.length > 0) {
        const begun = monotonicNow();
        const receipt = await this.#disk.commit(changes);
        this.#options.onCommit?.({ ...receipt, ms: monotonicNow() - begun });
      }
      batch.resolve();
    } catch (error) {
      this.#fail(batch, error);
    }
    this.#inFlight = undefined;
    // Before those who waited go on and change the files again.
    this.#flush();
    this.#ended();
  }

  /** @param batch an empty one, in the place of those that would be on their way. */
  async #run(batch: Batch, task: () => Promise<unknown>): Promise<void> {
    await task();
    batch.resolve();
    this.#inFlight = undefined;
    this.#flush();
    this.#ended();
  }

  #ended(): void {
    if (this.busy) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #fail(batch: Batch, cause: unknown): void {
    const message = `disk "${this.#disk.name}": a commit failed: ${String(cause)}`;
    const error =
      cause instanceof DiskError ? cause : new DiskError("unavailable", message, { cause });
    this.#lose(this.#waiting === undefined ? [batch] : [batch, this.#waiting], error);
  }

  #lose(lost: readonly Batch[], error: DiskError): void {
    this.#waiting = undefined;
    const paths = new Set(lost.flatMap(({ files }) => [...files].map(({ path }) => path)));
    this.#disk.discard(paths);
    for (const { reject } of lost) reject(error);
    this.#options.onFailure?.(error, [...paths]);
  }
}
