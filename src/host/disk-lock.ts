/**
 * The Web Lock of a disk. Whose host holds it is the disk's only user, in this tab and all others;
 * the browser takes it back when the worker ends, however that happens.
 */
export class DiskLock {
  readonly #release: () => void;

  private constructor(release: () => void) {
    this.#release = release;
  }

  /**
   * Waits until the disk is free.
   *
   * @param waiting called once if it is not.
   * @throws {Error} where the browser has no locks.
   */
  static async acquire(disk: string, waiting: () => void): Promise<DiskLock> {
    // Only there in secure contexts, whatever the types say.
    const locks = navigator.locks as LockManager | undefined;
    if (locks === undefined) {
      throw new Error(
        `Cannot open the disk "${disk}": this browser has no Web Locks here. ` +
          "Serve the page over https, or from localhost.",
      );
    }
    const name = `tabd:disk:${disk}`;
    const free = await hold(locks, name, { ifAvailable: true });
    if (free !== null) return new DiskLock(free);
    waiting();
    const release = await hold(locks, name, {});
    if (release === null) throw new Error(`the lock ${name} was not given`);
    return new DiskLock(release);
  }

  release(): void {
    this.#release();
  }
}

/** @returns what lets go of the lock; null when it is not available. */
function hold(
  locks: LockManager,
  name: string,
  options: LockOptions,
): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, options, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => {
          resolve(release);
        });
      })
      .catch(reject);
  });
}
