/**
 * The code that makes or receives a call, as far as its gates are concerned: one Durable Object,
 * or nothing in particular. This is how the engine plugs into RPC without RPC knowing it.
 */
export interface RpcContext {
  /**
   * Receiving: runs `callback` as an event of this context. An actor waits for its input gate, and
   * the result for its output gate. Deliveries begin in the order of the calls.
   *
   * @throws the error of `callback`, or the reason why the context ended.
   */
  deliver<T>(callback: () => T | PromiseLike<T>): Promise<T>;

  /** Calling: resolves when a call may leave (`worker-rpc.c++:465`). Undefined: at once. */
  leave(): Promise<void> | undefined;

  /** Calling: delivers the result of a call as an event of this context. */
  arrive<T>(answer: Promise<T>): Promise<T>;

  /**
   * Receiving: prevents the eviction of the context's owner while other code may reach it. `ended`
   * is called with the reason if the owner ends anyway.
   *
   * @returns releases it; may be called more than once. Undefined: this context never ends.
   */
  hold?(ended: (error: object) => void): () => void;

  /**
   * Takes ownership of a stub that the context's code has received or made: disposes it when the
   * context's owner ends.
   */
  own?(stub: { dispose(): void }): void;

  /** The Durable Object's id, which the errors that it throws carry (`worker-rpc.c++:47`). */
  readonly durableObjectId?: string | undefined;
}

/** A context without gates or tasks, as on a page, where nothing else runs. */
export const openContext: RpcContext = {
  // Never synchronous: as in every other context, a call returns before it is delivered.
  deliver: async (callback) => {
    await undefined;
    return callback();
  },
  leave: () => undefined,
  arrive: (answer) => answer,
};

let find: () => RpcContext | null = () => null;
let outside = openContext;
let isOutside = false;

/**
 * Gives RPC a way to find the running code. Called once, by the host, before any user code runs.
 *
 * @param finder gives the actor whose code is running, or null.
 * @param outsideContext the context of code outside actors. It runs such code in its own tasks,
 * apart from an actor's.
 */
export function setContexts(
  finder: () => RpcContext | null,
  outsideContext: RpcContext = openContext,
): void {
  find = finder;
  outside = outsideContext;
}

/** The context of the code that is running now. */
export function currentRpcContext(): RpcContext {
  return (isOutside ? null : find()) ?? outside;
}

/** The context of code that belongs to no actor. */
export function outsideRpcContext(): RpcContext {
  return outside;
}

/** Makes calls that are the host's own, although an actor's task may be running. */
export function callFromOutside<T>(callback: () => T): T {
  const before = isOutside;
  isOutside = true;
  try {
    return callback();
  } finally {
    isOutside = before;
  }
}
