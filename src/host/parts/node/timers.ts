/** `node:timers` and `node:timers/promises`, on the global timers. */
import { withRefusals } from "./missing-members.ts";

interface Options {
  readonly signal?: AbortSignal;
}

type Members = Readonly<Record<string, unknown>>;
type Timer = Parameters<typeof globalThis.clearTimeout>[0];

const scope = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;

/** The function that is global at the call, which belongs to the object that calls. */
const current =
  (name: string) =>
  (...args: unknown[]): unknown =>
    scope[name]?.(...args);

class AbortError extends Error {
  override readonly name = "AbortError";
  readonly code = "ABORT_ERR";

  constructor(signal: AbortSignal) {
    super("The operation was aborted", { cause: signal.reason });
  }
}

/** Resolves when `start` calls back, unless the signal aborts first. */
function wait<T>(
  value: T,
  { signal }: Options,
  start: (done: () => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new AbortError(signal));
      return;
    }
    const abort = (): void => {
      stop();
      reject(new AbortError(signal as AbortSignal));
    };
    const stop = start(() => {
      signal?.removeEventListener("abort", abort);
      resolve(value);
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

const promises = {
  setTimeout: <T>(delay?: number, value?: T, options: Options = {}): Promise<T | undefined> =>
    wait(value, options, (done) => {
      const timer = scope["setTimeout"]?.(done, delay) as Timer;
      return () => scope["clearTimeout"]?.(timer);
    }),
  setImmediate: <T>(value?: T, options: Options = {}): Promise<T | undefined> =>
    wait(value, options, (done) => {
      const timer = scope["setTimeout"]?.(done, 0) as Timer;
      return () => scope["clearTimeout"]?.(timer);
    }),
  async *setInterval<T>(delay?: number, value?: T, options: Options = {}) {
    // oxlint-disable-next-line no-await-in-loop -- each value waits for its own delay
    for (;;) yield await promises.setTimeout(delay, value, options);
  },
  scheduler: {
    wait: (delay: number, options?: Options) => promises.setTimeout(delay, undefined, options),
    yield: () => promises.setImmediate(),
  },
};

const NAMES = ["clearImmediate", "clearInterval", "clearTimeout"];
const SETTERS = ["setImmediate", "setInterval", "setTimeout"];

const all = withRefusals(
  "node:timers",
  {
    ...Object.fromEntries([...NAMES, ...SETTERS].map((name) => [name, current(name)])),
    active: (timer: { refresh?(): void }) => timer.refresh?.(),
    promises,
  },
  ["enroll", "unenroll", "Timeout"],
);

export const timerModules: Readonly<Record<string, Members>> = {
  timers: { ...all, default: all },
  "timers/promises": { ...promises, default: promises },
};
