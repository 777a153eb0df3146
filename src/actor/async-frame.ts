/**
 * What `AsyncLocalStorage` and `withEnv()` have set for the code that is running: values by their
 * keys. Undefined where nothing is set.
 *
 * Browsers have no `AsyncContext`. A frame follows the callbacks of promises, timers and microtasks,
 * because tabd's own `then()`, `setTimeout()` and `queueMicrotask()` bind them to it; it follows
 * `await` where the code was given as text, because its `await`s are written anew to bring the frame
 * back (`host/parts/async-context.ts`). After an `await` in other code nothing is set.
 */
export type AsyncFrame = ReadonlyMap<object, unknown> | undefined;

let current: AsyncFrame;

export function currentFrame(): AsyncFrame {
  return current;
}

/** The value of a key in the frame of the code that is running. */
export function frameValue(key: object): unknown {
  return current?.get(key);
}

/** The current frame with another value. */
export function frameWith(key: object, value: unknown): AsyncFrame {
  return new Map(current).set(key, value);
}

/** Makes a frame the current one, for what is left of this task. */
export function enterFrame(frame: AsyncFrame): void {
  current = frame;
}

export function runInFrame<T>(frame: AsyncFrame, callback: () => T): T {
  const before = current;
  current = frame;
  try {
    return callback();
  } finally {
    current = before;
  }
}

/** A function that runs `callback` in the frame of now, whenever it is called. */
export function bindFrame<A extends unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
  const frame = current;
  return function (this: unknown, ...args) {
    return runInFrame(frame, () => Reflect.apply(callback, this, args) as R);
  };
}

let following = false;

/**
 * Has the callbacks of promises and microtasks bound to their frames from now on. To be called
 * before the first frame: without any it would cost time and bring nothing.
 */
export function followAsync(): void {
  if (following) return;
  following = true;
  const { then } = Promise.prototype;
  const bound = (callback: unknown): unknown =>
    typeof callback === "function" ? bindFrame(callback as () => unknown) : callback;
  const followed = {
    // oxlint-disable-next-line unicorn/no-thenable -- it takes the place of the promise's own
    then(this: Promise<unknown>, onFulfilled?: unknown, onRejected?: unknown): unknown {
      return Reflect.apply(then, this, [bound(onFulfilled), bound(onRejected)]);
    },
  };
  replace(Promise.prototype, "then", followed.then);
  const { queueMicrotask: queue } = globalThis;
  replace(globalThis, "queueMicrotask", (callback: () => void) =>
    queue(typeof callback === "function" ? bindFrame(callback) : callback),
  );
}

function replace(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
