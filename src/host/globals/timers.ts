import { bindFrame } from "../../actor/async-frame.ts";
import { currentContext, leaveContext } from "../../actor/io-context.ts";
import type { IoActor } from "../../actor/io-actor.ts";
import type { Clock, TimerId } from "../../clock/clock.ts";
import { toOptions, wrongType } from "../../rpc/arguments.ts";
import { asError } from "../../rpc/streams/abort-reason.ts";
import { nameClass } from "../../rpc/class-name.ts";
import { wrongField } from "../../rpc/http/http-headers.ts";
import { definePlatform } from "./define-global.ts";
import { abortReason } from "./platform-facts.ts";

/** The longest delay, as in workerd: about 100 years, in ms. */
const LONGEST_DELAY = 3_153_600_000_000;

/** After this many new timers, timers of ended actors are removed. */
const SWEEP_EVERY = 1000;

const SCOPE = { className: "ServiceWorkerGlobalScope" };

type Callback = (...args: unknown[]) => unknown;

interface Timer {
  /** The actor that the callback belongs to; null for code outside actors. */
  readonly actor: IoActor | null;
  /** Used without an actor. */
  readonly clock: Clock;
  pending: TimerId;
}

/**
 * Makes `setTimeout`, `setInterval`, their `clear` functions and `scheduler.wait` follow the host's
 * clock. A callback is an event of the actor that set the timer; it never fires once the actor ends.
 *
 * An interval outside actors follows the system clock. Workers have none (workerd ends them with the
 * request), but libraries and development servers use one as a heartbeat: advancing a clock by
 * thirty days would stop at every beat.
 *
 * @param uncaught receives exceptions of callbacks, which must not reach the clock.
 */
export function installTimers(
  clock: Clock,
  realClock: Clock,
  uncaught: (error: unknown) => void,
): void {
  const timers = new Map<number, Timer>();
  let lastId = 0;

  const newId = (): number => {
    // Timers of ended actors never fire and are never cleared.
    if (++lastId % SWEEP_EVERY === 0) {
      for (const [id, { actor }] of timers) if (actor?.broken !== undefined) timers.delete(id);
    }
    return lastId;
  };

  const arm = (
    { actor, clock: own }: Pick<Timer, "actor" | "clock">,
    callback: () => void,
    delay: number,
  ): TimerId =>
    actor === null ? own.setTimer(callback, own.now() + delay) : actor.setTimer(callback, delay);

  const call = (callback: Callback, args: unknown[]): void => {
    try {
      callback(...args);
    } catch (error) {
      uncaught(error);
    }
  };

  /** A clock's task may inherit the context of the actor that ran last. */
  const begin = (actor: IoActor | null): void => {
    if (actor === null) leaveContext();
  };

  function setTimeout(callback: Callback, delay?: number, ...args: unknown[]): number {
    requireFunction("setTimeout", callback);
    const actor = currentContext()?.actor ?? null;
    const id = newId();
    const run = bindFrame(() => call(callback, args));
    const fire = (): void => {
      timers.delete(id);
      begin(actor);
      run();
    };
    timers.set(id, { actor, clock, pending: arm({ actor, clock }, fire, delayOf(delay)) });
    return id;
  }

  function setInterval(callback: Callback, delay?: number, ...args: unknown[]): number {
    requireFunction("setInterval", callback);
    const actor = currentContext()?.actor ?? null;
    const id = newId();
    // With an interval of 0, a manual clock would never get past the current moment.
    const every = Math.max(1, delayOf(delay));
    const run = bindFrame(() => call(callback, args));
    const fire = (): void => {
      begin(actor);
      run();
      const timer = timers.get(id);
      // The callback may have cleared it.
      if (timer !== undefined) timer.pending = arm(timer, fire, every);
    };
    const owner = { actor, clock: realClock };
    timers.set(id, { ...owner, pending: arm(owner, fire, every) });
    return id;
  }

  function clearTimeout(id?: number | null): void {
    if (arguments.length === 0) {
      throw wrongType({ ...SCOPE, method: "clearTimeout", position: 1 }, "Number");
    }
    const timer = timers.get(Number(id));
    if (timer === undefined) return;
    timers.delete(Number(id));
    if (timer.actor === null) timer.clock.clearTimer(timer.pending);
    else timer.actor.clearTimer(timer.pending);
  }

  definePlatform(globalThis, "setTimeout", setTimeout);
  definePlatform(globalThis, "setInterval", setInterval);
  definePlatform(globalThis, "clearTimeout", clearTimeout);
  definePlatform(globalThis, "clearInterval", function clearInterval(id?: number | null): void {
    clearTimeout(id);
  });
  definePlatform(globalThis, "scheduler", new Scheduler());
  installAbortTimeout();
}

/** workerd's `scheduler` (`api/scheduled.c++`), which has only `wait()`. */
class Scheduler {
  static {
    nameClass(this, "Scheduler");
  }

  /**
   * Resolves after `delay` ms, as an event of the waiting object.
   *
   * @throws the signal's abort reason; a string becomes an error.
   */
  async wait(delay: number, options?: { signal?: AbortSignal }): Promise<void> {
    const parameter = (position: number) => ({ className: "Scheduler", method: "wait", position });
    if (arguments.length === 0) throw wrongType(parameter(1), "number");
    const signal: unknown = toOptions<{ signal?: unknown }>(
      options,
      parameter(2),
      "WaitOptions",
    )?.signal;
    if (signal === undefined) return waitFor(delay);
    if (signal instanceof AbortSignal) return waitFor(delay, signal);
    throw wrongField("signal", "WaitOptions", "'AbortSignal'");
  }
}

function waitFor(delay: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(asError(signal.reason));
      return;
    }
    const aborted = (): void => {
      clearTimeout(timer);
      reject(asError(signal?.reason));
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
      controller.abort(abortReason("The operation was aborted due to timeout", "TimeoutError"));
    }, delay);
    return controller.signal;
  });
}

/** Converts a delay as platforms do: NaN is 0. */
function delayOf(delay: unknown): number {
  const number = Math.trunc(Number(delay));
  return number > 0 ? Math.min(number, LONGEST_DELAY) : 0;
}

function requireFunction(name: string, callback: unknown): void {
  if (typeof callback === "function") return;
  throw wrongType({ ...SCOPE, method: name, position: 1 }, "function");
}
