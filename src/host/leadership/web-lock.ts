import { leaveContext } from "../../actor/io-context.ts";

// Only there in secure contexts, whatever the types say. Taken when this module is loaded, before the
// user's code could put something else in its place.
const locks = globalThis.navigator?.locks as LockManager | undefined;
const requestLock = locks?.request.bind(locks);

export interface WebLockRequest {
  /** Null at once, instead of waiting, when somebody else has it. */
  readonly ifAvailable?: boolean;
  /** Takes it away from whoever has it. */
  readonly steal?: boolean;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
  /** Called once if somebody steals it. */
  readonly stolen?: () => void;
}

/**
 * A Web Lock that this host has. The browser takes it back when the host ends, however that
 * happens.
 */
export class WebLock {
  readonly name: string;
  readonly #release: () => void;

  private constructor(name: string, release: () => void) {
    this.name = name;
    this.#release = release;
  }

  /**
   * @returns the lock, once it is there; null if it was not available.
   * @throws {DOMException} `AbortError` when the signal says so.
   * @throws {Error} where the browser has no locks.
   */
  static request(name: string, request: WebLockRequest = {}): Promise<WebLock | null> {
    if (requestLock === undefined) return Promise.reject(noLocks(name));
    const { stolen, ...options } = request;
    let held = false;
    return new Promise((resolve, reject) => {
      requestLock(name, options, (lock) => {
        leaveContext();
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        held = true;
        return new Promise<void>((release) => {
          resolve(new WebLock(name, release));
        });
      }).catch((error: unknown) => {
        leaveContext();
        if (held) stolen?.();
        else reject(error as Error);
      });
    });
  }

  release(): void {
    this.#release();
  }
}

function noLocks(name: string): Error {
  return new Error(
    `Cannot take the lock "${name}", without which two tabs could run the same objects: this ` +
      "browser has no Web Locks here. Serve the page over https, or from localhost.",
  );
}
