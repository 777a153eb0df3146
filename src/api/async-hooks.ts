/**
 * The module `node:async_hooks` (`node/async_hooks.ts` and `api/node/async-hooks.h` in workerd).
 * `actor/async-frame.ts` says how far a store follows asynchronous code.
 */
import {
  bindFrame,
  currentFrame,
  type AsyncFrame,
  followAsync,
  frameWith,
  runInFrame,
} from "../actor/async-frame.ts";
import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { isObject, wrongType } from "./arguments.ts";

type Callback = (...args: unknown[]) => unknown;

class AsyncLocalStorage {
  static {
    nameClass(this, "AsyncLocalStorage");
  }

  readonly #name: string;
  readonly #defaultValue: unknown;

  constructor({ defaultValue, name }: { defaultValue?: unknown; name?: string } = {}) {
    followAsync();
    this.#defaultValue = defaultValue;
    this.#name = name === undefined ? "" : String(name);
  }

  /** Returns a function that runs `callback` in the current frame. */
  static bind(callback: Callback): Callback {
    requireCallback(callback, "bind", 1, "Function");
    followAsync();
    return bindFrame(callback);
  }

  /** Returns a function that calls its argument in the current frame. */
  static snapshot(): (callback: Callback, ...args: unknown[]) => unknown {
    followAsync();
    return bindFrame((callback: Callback, ...args: unknown[]) => {
      if (typeof callback !== "function") {
        throw new TypeError("The first argument must be a function");
      }
      return callback(...args);
    });
  }

  get name(): string {
    return this.#name;
  }

  run(store: unknown, callback: Callback, ...args: unknown[]): unknown {
    requireCallback(callback, "run", 2);
    return runInFrame(frameWith(AsyncLocalStorage.#self(this), store), () => callback(...args));
  }

  /** Runs `callback` without a store. */
  exit(callback: Callback, ...args: unknown[]): unknown {
    requireCallback(callback, "exit", 1);
    return runInFrame(frameWith(AsyncLocalStorage.#self(this), undefined), () => callback(...args));
  }

  getStore(): unknown {
    const self = AsyncLocalStorage.#self(this);
    const frame = currentFrame();
    return frame?.has(self) === true ? frame.get(self) : self.#defaultValue;
  }

  /** @throws {Error} always, as in workerd. */
  enterWith(_store: unknown): never {
    throw new Error("asyncLocalStorage.enterWith() is not implemented");
  }

  /** @throws {Error} always, as in workerd. */
  disable(): never {
    throw new Error("asyncLocalStorage.disable() is not implemented");
  }

  static #self(value: unknown): AsyncLocalStorage {
    if (!isObject(value) || !(#name in value)) throw illegalInvocation();
    return value;
  }
}

function requireCallback(
  callback: unknown,
  method: string,
  position: number,
  type = "function",
): void {
  if (typeof callback === "function") return;
  throw wrongType({ className: "AsyncLocalStorage", method, position }, type);
}

class AsyncResource {
  static {
    nameClass(this, "AsyncResource");
  }

  readonly #frame: AsyncFrame = currentFrame();

  constructor(_type?: string, _options?: unknown) {
    followAsync();
  }

  static bind(callback: Callback, type?: string, thisArg?: unknown): Callback {
    return new AsyncResource(type).bind(callback, thisArg);
  }

  bind(callback: Callback, thisArg?: unknown): Callback {
    const run = (own: unknown, args: unknown[]): unknown =>
      this.runInAsyncScope(callback, thisArg ?? own, ...args);
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return run(this, args);
    };
    Object.defineProperties(bound, {
      length: { value: 0 },
      name: { value: "" },
      asyncResource: { value: this, enumerable: true, writable: true, configurable: true },
    });
    return bound;
  }

  runInAsyncScope(callback: Callback, thisArg?: unknown, ...args: unknown[]): unknown {
    return runInFrame(this.#frame, () => Reflect.apply(callback, thisArg, args));
  }

  asyncId(): number {
    return 0;
  }

  triggerAsyncId(): number {
    return 0;
  }

  emitDestroy(): void {}
}

/** Hooks are never called, as in workerd. */
class AsyncHook {
  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

function createHook(_callbacks?: unknown): AsyncHook {
  return new AsyncHook();
}

function executionAsyncId(): number {
  return 0;
}

function triggerAsyncId(): number {
  return 0;
}

function executionAsyncResource(): object {
  return Object.create(null) as object;
}

const asyncWrapProviders: object = Object.freeze({ __proto__: null });

/** The module's named exports, which are also its default export. */
export const asyncHooks = {
  AsyncLocalStorage,
  AsyncResource,
  asyncWrapProviders,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
};
