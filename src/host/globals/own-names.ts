import { definePlatform } from "./define-global.ts";

/** Channels and locks whose names begin so are tabd's own. */
const OWN_PREFIX = "tabd:";

/**
 * Keeps what hosts say to each other and to their pages out of the user's code's hands: it gets no
 * channel and no lock of tabd's names, and no `postMessage()` to the page. workerd has none of the
 * three. What is tabd's has taken the platform's own before.
 *
 * This guards against accidents and against code that tries its luck; whatever else runs in the
 * same origin has means that no host can take away.
 */
export function guardOwnNames(): void {
  definePlatform(globalThis, "postMessage", undefined);
  const Channel = globalThis.BroadcastChannel;
  const guarded = new Proxy(Channel, {
    construct(target, args: [name: unknown], newTarget) {
      refuse("BroadcastChannel", String(args[0]));
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  definePlatform(globalThis, "BroadcastChannel", guarded);
  definePlatform(Channel.prototype, "constructor", guarded);

  const locks = globalThis.navigator.locks as LockManager | undefined;
  if (locks === undefined) return;
  const prototype = Object.getPrototypeOf(locks) as LockManager;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the caller's own object
  const { request } = prototype;
  definePlatform(
    prototype,
    "request",
    function guardedRequest(this: LockManager, ...args: unknown[]) {
      try {
        refuse("lock", String(args[0]));
      } catch (error) {
        return Promise.reject(error as Error);
      }
      return Reflect.apply(request, this, args) as unknown;
    },
  );
}

function refuse(kind: string, name: string): void {
  if (!name.startsWith(OWN_PREFIX)) return;
  throw new TypeError(
    `The ${kind} "${name}" cannot be used by a worker's code: names that begin with ` +
      `"${OWN_PREFIX}" are tabd's own. Take another name.`,
  );
}
