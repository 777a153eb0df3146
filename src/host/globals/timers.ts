import { currentContext } from "../../actor/io-context.ts";
import type { Actor } from "../../actor/actor.ts";
import type { Clock, TimerId } from "../../clock/clock.ts";
import { definePlatform } from "./define-global.ts";

/** Delays above this are cut to it, as in workerd; in ms, about 100 years. */
const LONGEST_DELAY = 3_153_600_000_000;

type Callback = (...args: unknown[]) => unknown;

interface Timer {
  /** Whose event the callback is; null for code that belongs to no actor. */
  readonly actor: Actor | null;
  pending: TimerId;
}

/**
 * Makes `setTimeout`, `setInterval`, their `clear`s and `scheduler.wait` follow the host's clock. A
 * callback is an event of the actor that set it, and dies with it.
 *
 * @param uncaught is told what a callback throws: the clock must not see it.
 */
export function installTimers(clock: Clock, uncaught: (error: unknown) => void): void {
  const timers = new Map<number, Timer>();
  let lastId = 0;

  const arm = (actor: Actor | null, callback: () => void, delay: number): TimerId =>
    actor === null
      ? clock.setTimer(callback, clock.now() + delay)
      : actor.setTimer(callback, delay);

  const call = (callback: Callback, args: unknown[]): void => {
    try {
      callback(...args);
    } catch (error) {
      uncaught(error);
    }
  };

  function setTimeout(callback: Callback, delay?: number, ...args: unknown[]): number {
    requireFunction("setTimeout", callback);
    const actor = currentContext()?.actor ?? null;
    const id = ++lastId;
    const fire = (): void => {
      timers.delete(id);
      call(callback, args);
    };
    timers.set(id, { actor, pending: arm(actor, fire, delayOf(delay)) });
    return id;
  }

  function setInterval(callback: Callback, delay?: number, ...args: unknown[]): number {
    requireFunction("setInterval", callback);
    const actor = currentContext()?.actor ?? null;
    const id = ++lastId;
    // An interval of 0 would fire for ever at one moment of a clock that is moved by hand.
    const every = Math.max(1, delayOf(delay));
    const fire = (): void => {
      call(callback, args);
      const timer = timers.get(id);
      // The callback may have cleared it.
      if (timer !== undefined) timer.pending = arm(actor, fire, every);
    };
    timers.set(id, { actor, pending: arm(actor, fire, every) });
    return id;
  }

  function clearTimeout(id?: number | null): void {
    const timer = timers.get(Number(id));
    if (timer === undefined) return;
    timers.delete(Number(id));
    if (timer.actor === null) clock.clearTimer(timer.pending);
    else timer.actor.clearTimer(timer.pending);
  }

  definePlatform(globalThis, "setTimeout", setTimeout);
  definePlatform(globalThis, "setInterval", setInterval);
  definePlatform(globalThis, "clearTimeout", clearTimeout);
  definePlatform(globalThis, "clearInterval", function clearInterval(id?: number | null): void {
    clearTimeout(id);
  });
  installScheduler();
  installAbortTimeout();
}

/** `scheduler.wait(ms, { signal })`, which browsers do not have (`api/scheduled.c++`). */
function installScheduler(): void {
  const holder = globalThis as { scheduler?: object };
  if (holder.scheduler === undefined) definePlatform(globalThis, "scheduler", {});
  definePlatform(holder.scheduler as object, "wait", wait);
}

function wait(delay: number, options?: { signal?: AbortSignal }): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = options?.signal;
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, delay);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}

function installAbortTimeout(): void {
  definePlatform(AbortSignal, "timeout", function timeout(delay: number): AbortSignal {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(
        new DOMException("The operation was aborted due to timeout", "TimeoutError"),
      );
    }, delay);
    return controller.signal;
  });
}

/** As platforms read a delay: what is no number is 0. */
function delayOf(delay: unknown): number {
  const number = Math.trunc(Number(delay));
  return number > 0 ? Math.min(number, LONGEST_DELAY) : 0;
}

function requireFunction(name: string, callback: unknown): void {
  if (typeof callback === "function") return;
  throw new TypeError(
    `Failed to execute '${name}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Function'.`,
  );
}
