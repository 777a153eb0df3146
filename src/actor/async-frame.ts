/**
 * The values that `AsyncLocalStorage` and `withEnv()` have set for the running code, by key.
 * Undefined when nothing is set.
 *
 * Browsers have no `AsyncContext`. A frame follows the callbacks of promises, timers and microtasks,
 * because tabd's own `then()`, `setTimeout()` and `queueMicrotask()` bind them to it. It follows
 * `await` in code that is given as text, because tabd rewrites each `await` to restore the frame
 * (`host/parts/async-context.ts`). After an `await` in other code there is no frame.
 */
export type AsyncFrame = ReadonlyMap<object, unknown> | undefined;

let current: AsyncFrame;

export function currentFrame(): AsyncFrame {
  return current;
}

export function frameValue(key: object): unknown {
  return current?.get(key);
}

/** A copy of the current frame with one value changed. */
export function frameWith(key: object, value: unknown): AsyncFrame {
  return new Map(current).set(key, value);
}

/** Makes a frame the current one for the rest of this task. */
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

/** Returns a function that runs `callback` in the current frame, whenever it is called. */
export function bindFrame<A extends unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
  const frame = current;
  return function (this: unknown, ...args) {
    return runInFrame(frame, () => Reflect.apply(callback, this, args) as R);
  };
}

let following = false;

/**
 * Binds the callbacks of promises and microtasks to their frames from now on. Called before the
 * first frame is made, because it slows down every promise.
 */
export function followAsync(): void {
  if (following) return;
  following = true;
  const { then } = Promise.prototype;
  const bound = (callback: unknown): unknown =>
    typeof callback === "function" ? bindFrame(callback as () => unknown) : callback;
  const followed = {
    // oxlint-disable-next-line unicorn/no-thenable -- it replaces the promise's own
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
