import { wrongType } from "../../api/arguments.ts";
import { BY_PLATFORM, refuseConstruction } from "../../api/platform-object.ts";
import { makeTracing, type Tracing } from "../../api/tracing.ts";
import { nameClass } from "../../rpc/class-name.ts";

const CLASS_NAME = "ExecutionContext";

export interface ExecutionContextOptions {
  /** `ctx.props`, from `ctx.exports.Name({ props })` or a binding. */
  readonly props: unknown;
  /** Undefined without the compatibility flag `enable_ctx_exports`. */
  readonly exports: object | undefined;
  /** Fails the current event. */
  readonly fail: (error: unknown) => void;
  /** Called with each promise of `waitUntil()`. Default: a rejection has no effect. */
  readonly waitUntil?: ((promise: unknown) => void) | undefined;
}

/** The `ctx` of a worker's stateless handlers (`api/global-scope.h`). */
export class ExecutionContext {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #fail: (error: unknown) => void;
  readonly #waitUntil: ((promise: unknown) => void) | undefined;
  readonly tracing: Tracing;
  /** Cloudflare Access is unsupported. */
  readonly access: undefined;
  /** Response caching is unsupported. */
  readonly cache: undefined;
  props: unknown;
  declare readonly exports?: object;

  constructor(token: unknown, { props, exports, fail, waitUntil }: ExecutionContextOptions) {
    refuseConstruction(token);
    this.#fail = fail;
    this.#waitUntil = waitUntil;
    this.tracing = makeTracing();
    this.access = undefined;
    this.cache = undefined;
    this.props = props;
    if (exports !== undefined) {
      Object.defineProperty(this, "exports", {
        value: exports,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  }

  /** A stateless worker runs as long as its host: nothing needs to be kept alive. */
  waitUntil(promise: Promise<unknown>): void;
  waitUntil(...args: unknown[]): void {
    if (args.length === 0) {
      throw wrongType({ className: CLASS_NAME, method: "waitUntil", position: 1 }, "Promise");
    }
    this.#waitUntil?.(args[0]);
    Promise.resolve(args[0]).catch(() => undefined);
  }

  /** No effect: a page has no origin server to pass a request on to. */
  passThroughOnException(): void {}

  /**
   * Fails the event with `reason`, an error or its message. Code that catches the exception runs on,
   * but its result is discarded.
   */
  abort(reason?: unknown): never {
    const error =
      reason instanceof Error
        ? reason
        : new Error(
            reason === undefined
              ? "Worker execution was aborted due to call to ctx.abort()."
              : String(reason),
          );
    this.#fail(error);
    throw error;
  }

  /** @throws {Error} always. */
  mapVirtualHost(): never {
    throw new Error("ctx.mapVirtualHost() is not supported in tabd: a page has no virtual hosts.");
  }
}

export function makeExecutionContext(options: ExecutionContextOptions): ExecutionContext {
  return new ExecutionContext(BY_PLATFORM, options);
}
