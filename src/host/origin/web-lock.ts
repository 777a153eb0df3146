import { leaveContext } from "../../actor/io-context.ts";
import type { HeldLock, LockRequest } from "./origin.ts";

// Taken before the user's code can replace it. Undefined outside of secure contexts.
const locks = globalThis.navigator?.locks as LockManager | undefined;
const request = locks?.request.bind(locks);

/** As `Origin.requestLock()`. */
export function requestLock(
  name: string,
  { stolen, ...options }: LockRequest = {},
): Promise<HeldLock | null> {
  if (request === undefined) return Promise.reject(noLocks(name));
  let held = false;
  return new Promise((resolve, reject) => {
    request(name, options, (lock) => {
      leaveContext();
      if (lock === null) {
        resolve(null);
        return undefined;
      }
      held = true;
      return new Promise<void>((release) => {
        resolve({ name, release });
      });
    }).catch((error: unknown) => {
      leaveContext();
      if (held) stolen?.();
      else reject(error as Error);
    });
  });
}

function noLocks(name: string): Error {
  return new Error(
    `Cannot take the lock "${name}", without which two tabs could run the same objects: this ` +
      "browser has no Web Locks here. Serve the page over https, or from localhost.",
  );
}
