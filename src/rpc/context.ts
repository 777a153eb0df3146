/**
 * The code that makes or receives a call, as far as its gates are concerned: one Durable Object,
 * or nothing in particular. This is how the engine plugs into RPC without RPC knowing it.
 */
export interface RpcContext {
  /**
   * Receiving: runs `callback` as an event of this context. An actor waits for its input gate, and
   * the result for its output gate. Deliveries begin in the order of the calls.
   *
   * @throws what `callback` throws, or why the context runs no more.
   */
  deliver<T>(callback: () => T | PromiseLike<T>): Promise<T>;

  /** Calling: resolves when a call may leave (`worker-rpc.c++:465`). Undefined: at once. */
  leave(): Promise<void> | undefined;

  /** Calling: lets the answer of a call come in as an event of this context. */
  arrive<T>(answer: Promise<T>): Promise<T>;

  /** The Durable Object's id, which the errors that it throws carry (`worker-rpc.c++:47`). */
  readonly durableObjectId?: string | undefined;
}

/** A context without gates: a page, or code of a worker that is no Durable Object. */
export const openContext: RpcContext = {
  // Never synchronously: a call returns before it is delivered, as with every other context.
  deliver: async (callback) => {
    await undefined;
    return callback();
  },
  leave: () => undefined,
  arrive: (answer) => answer,
};

let find: () => RpcContext | null = () => null;

/** Tells RPC how to find the context of the code that is running. Called once, by the host. */
export function setContextFinder(finder: () => RpcContext | null): void {
  find = finder;
}

/** The context of the code that is running now. */
export function currentRpcContext(): RpcContext {
  return find() ?? openContext;
}
