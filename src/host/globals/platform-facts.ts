import { definePlatform } from "./define-global.ts";

const abort = AbortController.prototype.abort;

/**
 * Makes `navigator`, `performance`, the default abort reason and the global scope's class those of
 * Workers.
 *
 * @param now ms since the epoch; also the value of `performance.now()` (`api/performance.h`).
 */
export function installPlatformFacts(now: () => number): void {
  const { navigator, performance } = globalThis;
  const facts = {
    userAgent: "Cloudflare-Workers",
    language: "en",
    languages: Object.freeze(["en"]),
    platform: "",
    hardwareConcurrency: 1,
  };
  for (const [name, value] of Object.entries(facts)) definePlatform(navigator, name, value);
  definePlatform(performance, "now", () => now());
  definePlatform(performance, "timeOrigin", 0);

  definePlatform(
    AbortController.prototype,
    "abort",
    function (this: AbortController, reason: unknown) {
      abort.call(this, reason === undefined ? abortReason() : reason);
    },
  );
  definePlatform(AbortSignal, "abort", (reason: unknown): AbortSignal => {
    const controller = new AbortController();
    controller.abort(reason);
    return controller.signal;
  });

  // As in workerd, events have no time.
  Object.defineProperty(Event.prototype, "timeStamp", {
    get: () => 0,
    enumerable: true,
    configurable: true,
  });

  installExceptionStacks();

  class ServiceWorkerGlobalScope {
    static [Symbol.hasInstance](value: unknown): boolean {
      return value === globalThis;
    }
  }
  definePlatform(globalThis, "ServiceWorkerGlobalScope", ServiceWorkerGlobalScope);
}

/** Gives `DOMException`s that a script makes a `stack`, which browsers leave out. */
function installExceptionStacks(): void {
  const { captureStackTrace } = Error as {
    captureStackTrace?: (error: object, end: unknown) => void;
  };
  if (captureStackTrace === undefined) return;
  const Exception: typeof DOMException = new Proxy(DOMException, {
    construct(target, args, newTarget) {
      const exception = Reflect.construct(target, args, newTarget) as DOMException;
      if (exception.stack === undefined) captureStackTrace(exception, Exception);
      return exception;
    },
  });
  definePlatform(DOMException.prototype, "constructor", Exception);
  definePlatform(globalThis, "DOMException", Exception);
}

/** An abort reason with workerd's message and its `retryable`. */
export function abortReason(
  message = "The operation was aborted",
  name = "AbortError",
): DOMException {
  return Object.assign(new DOMException(message, name), { retryable: true });
}

/** `Cloudflare.compatibilityFlags`, with the flags that have an effect in tabd. */
export function installCompatibilityFlags(flags: object): void {
  const compatibilityFlags = Object.freeze(Object.assign(Object.create(null) as object, flags));
  definePlatform(globalThis, "Cloudflare", { compatibilityFlags });
}
