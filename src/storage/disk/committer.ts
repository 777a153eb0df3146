import { DiskError, type CommitReceipt, type Disk } from "./disk.ts";
import type { FileChange } from "./file-change.ts";

/** A file with changes to commit, such as a `PageFile`. */
export interface ChangedFile {
  readonly path: string;
  /** What changed since the last call; undefined if nothing did. */
  takeChanges(): FileChange | undefined;
}

export interface CommitterOptions {
  /** Runs a task in its own macrotask, after the turn that changed the files. */
  schedule: (task: () => void) => void;
  /** Called after each durable commit. */
  onCommit?: (receipt: CommitReceipt) => void;
  /** `paths`: the files whose changes are lost; their images were discarded. */
  onFailure?: (error: DiskError, paths: string[]) => void;
}

/** Files that become durable together. */
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
  // onFailure() reports the error if no caller waits.
  done.catch(() => {});
  return { files: new Set(), done, resolve, reject };
}

/**
 * Makes changed files durable: all files of a turn in one commit of the disk (group commit). While a
 * commit is in flight, further changes gather for the next one.
 *
 * If a commit fails, the changes that wait for the next one are lost too: they may depend on lost
 * bytes.
 */
export class Committer {
  readonly #disk: Disk;
  readonly #options: CommitterOptions;
  #waiting: Batch | undefined;
  #inFlight: Batch | undefined;
  /** Tasks of `exclusive()` that wait for the disk. */
  readonly #tasks: (() => Promise<unknown>)[] = [];
  #idle: (() => void)[] = [];
  #closed = false;

  constructor(disk: Disk, options: CommitterOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  /**
   * Call in the turn in which SQLite committed in this file. Resolves when the change is durable.
   *
   * @throws {DiskError} if the change is lost; the image was discarded: open the file again.
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
   * Runs `task` while no commit is in flight. Changes that are committed meanwhile wait for its end.
   *
   * @throws whatever `task` throws
   */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => task().then(resolve, reject));
      this.#flush();
    });
  }

  /**
   * Resolves when all changes so far are durable.
   *
   * @throws {DiskError} if one of them is lost
   */
  async settled(): Promise<void> {
    await Promise.all([this.#inFlight?.done, this.#waiting?.done]);
  }

  /** Fails the changes that wait for the next commit and discards their images. */
  drop(error: DiskError): void {
    if (this.#waiting === undefined) return;
    this.#lose([this.#waiting], error);
    if (this.#inFlight === undefined) this.#ended();
  }

  /** True while a change is not durable yet, or a task runs or waits. */
  get busy(): boolean {
    return this.#waiting !== undefined || this.#inFlight !== undefined || this.#tasks.length > 0;
  }

  /** Resolves when no change or task is left, whether it succeeded or failed. */
  idle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Accepts no more changes. Earlier ones are still committed: wait with `idle()`. */
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
        const receipt = await this.#disk.commit(changes);
        this.#options.onCommit?.(receipt);
      }
      batch.resolve();
    } catch (error) {
      this.#fail(batch, error);
    }
    this.#inFlight = undefined;
    // Before the callers that waited continue and change the files again.
    this.#flush();
    this.#ended();
  }

  /** @param batch an empty one; it blocks commits while the task runs */
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
