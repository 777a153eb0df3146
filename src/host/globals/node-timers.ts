import { wrongType } from "../../rpc/arguments.ts";
import { nameClass } from "../../rpc/class-name.ts";
import { definePlatform } from "./define-global.ts";

/** Node's timers, which are objects (workerd's `internal/timers.ts`). */

const SCOPE = { className: "ServiceWorkerGlobalScope" };

type Callback = (...args: unknown[]) => void;
type SetTimer = (callback: Callback, delay?: number, ...args: unknown[]) => number;

/** The host's own timers, which are numbers. */
interface Timers {
  readonly setTimeout: SetTimer;
  readonly setInterval: SetTimer;
  readonly clearTimeout: (id: number) => void;
}

/** The result of `setTimeout()` and `setInterval()`. Converts to its number. */
class Timeout {
  static {
    // Not by nameClass(): workerd's objects have no `Symbol.toStringTag`.
    Object.defineProperty(this, "name", { value: "Timeout" });
  }

  readonly #set: () => number;
  readonly #clear: (id: number) => void;
  #id: number;
  #hasRef = true;

  constructor(set: () => number, clear: (id: number) => void) {
    this.#set = set;
    this.#clear = clear;
    this.#id = set();
  }

  /** Restarts the delay. */
  refresh(): this {
    this.#clear(this.#id);
    this.#id = this.#set();
    return this;
  }

  /** Only changes {@link hasRef}: no process waits for timers here. */
  unref(): this {
    this.#hasRef = false;
    return this;
  }

  ref(): this {
    this.#hasRef = true;
    return this;
  }

  hasRef(): boolean {
    return this.#hasRef;
  }

  close(): this {
    this.#clear(this.#id);
    return this;
  }

  [Symbol.dispose](): void {
    this.#clear(this.#id);
  }

  [Symbol.toPrimitive](): number {
    return this.#id;
  }
}

/** The result of `setImmediate()` (`api/global-scope.h`). */
class Immediate {
  static {
    nameClass(this, "Immediate");
  }

  static clear(immediate: Immediate, clear: (id: number) => void): void {
    clear(immediate.#id);
  }

  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  ref(): void {}

  unref(): void {}

  hasRef(): boolean {
    return false;
  }
}

/**
 * Makes `setTimeout()` and `setInterval()` return objects (`enable_nodejs_global_timers`). Call
 * once, after the host's own timers are installed.
 */
export function installTimeoutObjects(): void {
  const native = timersOf(globalThis);
  const clear = (id: number): void => native.clearTimeout(id);
  const make =
    (set: SetTimer) =>
    (callback: Callback, delay?: number, ...args: unknown[]): Timeout => {
      requireCallback(callback);
      return new Timeout(() => set(callback, delay, ...args), clear);
    };
  const clearTimer = (timer: unknown): void => {
    if (timer instanceof Timeout) timer.close();
    // Not strings: as in workerd, `clearTimeout("1")` does nothing.
    else if (typeof timer === "number") clear(timer);
  };
  define("setTimeout", function setTimeout(callback: Callback, delay?: number, ...args: unknown[]) {
    return make(native.setTimeout)(callback, delay, ...args);
  });
  define(
    "setInterval",
    function setInterval(callback: Callback, delay?: number, ...args: unknown[]) {
      return make(native.setInterval)(callback, delay, ...args);
    },
  );
  define("clearTimeout", function clearTimeout(timer: unknown) {
    clearTimer(timer);
  });
  define("clearInterval", function clearInterval(timer: unknown) {
    clearTimer(timer);
  });
}

/** Defines `setImmediate()` and `clearImmediate()` (`nodejs_compat_v2`). */
export function installImmediates(): void {
  const native = timersOf(globalThis);
  define("setImmediate", function setImmediate(callback: Callback, ...args: unknown[]) {
    if (typeof callback !== "function") throw wrongImmediate("setImmediate", "function");
    return new Immediate(native.setTimeout(callback, 0, ...args));
  });
  define("clearImmediate", function clearImmediate(immediate: unknown) {
    if (arguments.length === 0) throw wrongImmediate("clearImmediate", "Immediate");
    if (immediate === undefined || immediate === null) return;
    if (!(immediate instanceof Immediate)) throw wrongImmediate("clearImmediate", "Immediate");
    Immediate.clear(immediate, native.clearTimeout);
  });
}

/** The current functions, which their replacements call. */
function timersOf(scope: typeof globalThis): Timers {
  const { setTimeout, setInterval, clearTimeout } = scope as unknown as Timers;
  return { setTimeout, setInterval, clearTimeout };
}

function define(name: string, value: Callback | ((...args: never[]) => unknown)): void {
  definePlatform(globalThis, name, value);
}

function wrongImmediate(method: string, type: string): TypeError {
  return wrongType({ ...SCOPE, method, position: 1 }, type);
}

const CODE = "ERR_INVALID_ARG_TYPE";

/** @throws {TypeError} with Node's message. */
function requireCallback(callback: unknown): void {
  if (typeof callback === "function") return;
  const received =
    callback === undefined || callback === null
      ? `Received ${String(callback)}`
      : typeof callback === "object"
        ? `Received an instance of ${callback.constructor?.name ?? "Object"}`
        : `Received type ${typeof callback} (${shown(callback)})`;
  const message = `The "callback" argument must be of type function. ${received}`;
  const words = `TypeError [${CODE}]: ${message}`;
  throw Object.assign(new TypeError(message), { code: CODE, toString: nameless(() => words) });
}

/** Keeps a function from taking its property's name. */
function nameless<F>(unnamed: F): F {
  return unnamed;
}

function shown(primitive: unknown): string {
  if (typeof primitive === "string") return `'${primitive}'`;
  return typeof primitive === "bigint" ? `${primitive}n` : String(primitive);
}
