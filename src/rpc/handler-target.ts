import { Handler, type Method } from "./member.ts";

/** The arguments of a simple function handler: the caller's, `env` and `ctx`. */
const MAX_ARGUMENTS = 3;

/**
 * A handler object that the worker exports (`export default { fetch }`), for one event. Its
 * functions get `env` and `ctx` after the caller's arguments (`worker-rpc.c++`).
 */
export class HandlerTarget extends Handler {
  override readonly handler: object;
  readonly #trailing: readonly [env: unknown, ctx: unknown];

  constructor(handler: object, env: unknown, ctx: unknown) {
    super();
    this.handler = handler;
    this.#trailing = [env, ctx];
  }

  /** The handler of requests; undefined without one. */
  get fetch(): ((request: Request) => unknown) | undefined {
    const { fetch } = this.handler as { fetch?: unknown };
    if (typeof fetch !== "function") return undefined;
    return (request) => Reflect.apply(fetch, this.handler, [request, ...this.#trailing]);
  }

  /**
   * A function of the handler, or of an object in it, as a method.
   *
   * @param name its path, for messages.
   * @throws {TypeError} for a function that takes more; and when it is called with anything but one
   *   argument.
   */
  override method(name: string, value: Function, parent: unknown): Method {
    if (value.length > MAX_ARGUMENTS) {
      throw new TypeError(
        `Cannot call handler function "${name}" over RPC because it has the wrong number of ` +
          "arguments. A simple function handler can only be called over RPC if it has exactly the " +
          "arguments (arg, env, ctx), where only the first argument comes from the client. To " +
          "support multi-argument RPC functions, use class-based syntax (extending " +
          "WorkerEntrypoint) instead.",
      );
    }
    return {
      call: (args) => {
        if (args.length !== 1) {
          throw new TypeError(
            `Attempted to call RPC function "${name}" with the wrong number of arguments. When ` +
              "calling a top-level handler function that is not declared as part of a class, you " +
              "must always send exactly one argument. In order to support variable numbers of " +
              "arguments, the server must use class-based syntax (extending WorkerEntrypoint) " +
              "instead.",
          );
        }
        return Reflect.apply(value, parent, [...args, ...this.#trailing]) as unknown;
      },
    };
  }
}
