import { wrongType } from "../../api/arguments.ts";
import { BY_PLATFORM, refuseConstruction } from "../../api/platform-object.ts";
import { makeTracing, type Tracing } from "../../api/tracing.ts";
import { nameClass } from "../../rpc/class-name.ts";

const CLASS_NAME = "ExecutionContext";

export interface ExecutionContextOptions {
  /** `ctx.props`: what a caller's `ctx.exports.Name({ props })`, or a binding, gave. */
  readonly props: unknown;
  /** Undefined without the compatibility flag `enable_ctx_exports`. */
  readonly exports: object | undefined;
  /** Fails the event, whatever its code does from now on. */
  readonly fail: (error: unknown) => void;
}

/** The `ctx` of a worker's handlers that are no Durable Object's (`api/global-scope.h`). */
export class ExecutionContext {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #fail: (error: unknown) => void;
  readonly tracing: Tracing;
  /** There is nothing of Cloudflare's Access here. */
  readonly access: undefined;
  /** There is no cache of responses here. */
  readonly cache: undefined;
  props: unknown;
  declare readonly exports?: object;

  constructor(token: unknown, { props, exports, fail }: ExecutionContextOptions) {
    refuseConstruction(token);
    this.#fail = fail;
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

  /** Nothing of a worker ends while its host lives, so there is nothing to keep alive. */
  waitUntil(promise: Promise<unknown>): void;
  waitUntil(...args: unknown[]): void {
    if (args.length === 0) {
      throw wrongType({ className: CLASS_NAME, method: "waitUntil", position: 1 }, "Promise");
    }
    // Its failure is nobody's.
    Promise.resolve(args[0]).catch(() => undefined);
  }

  /** There is no origin to pass a request on to. */
  passThroughOnException(): void {}

  /**
   * Fails the event with `reason`, an error or its message. Code that catches what this throws
   * goes on, and nobody hears of it.
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

  /** @throws {Error} always: there are no hosts in a page. */
  mapVirtualHost(): never {
    throw new Error("ctx.mapVirtualHost() is not supported in tabd: a page has no hosts.");
  }
}

export function makeExecutionContext(options: ExecutionContextOptions): ExecutionContext {
  return new ExecutionContext(BY_PLATFORM, options);
}
