import type { RpcContext } from "./context.ts";
import { decodeValue } from "./decode.ts";
import { encodeValue } from "./encode.ts";
import { encodeFailure } from "./failure.ts";
import type { FetchSettled, PropertyPath, RpcHook, Settled, Payload } from "./hook.ts";
import { discardMessage, type HttpRequest } from "./http/http-message.ts";
import { findMember, findMethod, type TargetKind } from "./member.ts";
import { disposePayload } from "./payload.ts";
import { PendingHook } from "./pending-hook.ts";
import { RpcTarget } from "./rpc-target.ts";
import { rpcSettings } from "./settings.ts";
import { ServiceResultHook } from "./service-result-hook.ts";
import { FailedHook, ReturnedHook } from "./settled-hook.ts";
import { references } from "./references.ts";
import { stubRoot, stubState } from "./stub-state.ts";
import { dispose } from "./symbol-dispose.ts";

/** What receives calls. */
export interface Receiver {
  readonly kind: TargetKind;

  /**
   * Runs `callback` with the target as an event of the target's context, and passes the context: it
   * owns the references in the event's result. Otherwise like {@link RpcContext.deliver}.
   *
   * @param method the called method, if it is one.
   */
  readonly deliver: <T>(
    event: "rpc" | "fetch",
    callback: (target: unknown, context: RpcContext) => T | PromiseLike<T>,
    method?: string,
  ) => Promise<T>;

  /** The error that broke the object behind a stub; calls fail with it. */
  readonly broken?: () => { readonly error: object } | undefined;

  /** Entrypoints: has the target's handler answer a request. */
  readonly answer?: (
    target: unknown,
    context: RpcContext,
    request: HttpRequest,
  ) => Promise<FetchSettled>;

  /** Entrypoints: throws if the target's class does not support RPC. */
  readonly checkRpc?: (target: unknown) => void;

  /** Called once, when the last hook was disposed. */
  readonly released?: () => void;

  /** Returned values: the stubs that left with the result, each with one for calls on the value. */
  readonly moved?: ReadonlyMap<object, object>;
}

/** The number of hooks to one receiver. */
interface Holders {
  count: number;
}

/** A hook to a target of this realm. Values are copied all the same, as between two workers. */
export class LocalHook implements RpcHook {
  readonly #receiver: Receiver;
  readonly #holders: Holders;
  #disposed = false;

  constructor(receiver: Receiver, holders: Holders = { count: 0 }) {
    this.#receiver = receiver;
    this.#holders = holders;
    holders.count++;
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    let begun = false;
    return this.#event(
      (event) => {
        begun = true;
        return this.#call(event, path, args);
      },
      () => {
        if (!begun) disposePayload(args);
      },
      path.join("."),
    );
  }

  get(path: PropertyPath): RpcHook {
    return this.#event((event) => this.#get(event, path));
  }

  pull(): Promise<Settled> {
    return Promise.reject(new TypeError("An RPC target cannot be awaited."));
  }

  async fetch(request: HttpRequest): Promise<FetchSettled> {
    const broken = this.#receiver.broken?.();
    if (broken !== undefined) {
      // It reaches no object that could have thrown it: no mark.
      discardMessage(request);
      return encodeFailure(broken.error, { remote: false });
    }
    try {
      const { answer = answerNothing } = this.#receiver;
      return await this.#receiver.deliver("fetch", (target, context) =>
        answer(target, context, request),
      );
    } catch (error) {
      discardMessage(request);
      return encodeFailure(error, { remote: true });
    }
  }

  dup(): RpcHook {
    return new LocalHook(this.#receiver, this.#holders);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (--this.#holders.count === 0) this.#receiver.released?.();
  }

  #event(run: (event: Event) => Promise<RpcHook>, failed?: () => void, method?: string): RpcHook {
    const result = this.#receiver.deliver(
      "rpc",
      (target, context) => run({ target, context }),
      method,
    );
    return new PendingHook(
      result.catch((error: unknown) => {
        failed?.();
        // The context's own failure: not the callee's, hence no mark.
        return new FailedHook(encodeFailure(error, { remote: false }));
      }),
    );
  }

  async #call({ target, context }: Event, path: PropertyPath, args: Payload): Promise<RpcHook> {
    const { kind, moved } = this.#receiver;
    const refusal = this.#refusal(target);
    if (refusal !== undefined) {
      disposePayload(args);
      return refusal;
    }
    let method: ReturnType<typeof findMethod>;
    try {
      method = findMethod(target, kind, path, moved);
    } catch (error) {
      disposePayload(args);
      return this.#failed(error, context, "lookup");
    }
    let stubs: readonly { dispose(): void }[] = [];
    try {
      const decoded = decodeValue(args);
      stubs = decoded.stubs;
      return this.#returned(await method.call(decoded.value as unknown[]), context);
    } catch (error) {
      return this.#failed(error, context, "run");
    } finally {
      // A callee that keeps a stub from its arguments must dup() it.
      for (const stub of stubs) stub.dispose();
    }
  }

  async #get({ target, context }: Event, path: PropertyPath): Promise<RpcHook> {
    const { kind, moved } = this.#receiver;
    const refusal = this.#refusal(target);
    if (refusal !== undefined) return refusal;
    try {
      const { value } = findMember(target, kind, path, moved);
      return this.#returned(await value, context);
    } catch (error) {
      return this.#failed(error, context, "lookup");
    }
  }

  /** The reason why the target accepts no calls. Not thrown by user code; no id attached. */
  #refusal(target: unknown): FailedHook | undefined {
    try {
      this.#receiver.checkRpc?.(target);
      return undefined;
    } catch (error) {
      const marks = { remote: true, anonymous: true };
      return new FailedHook(encodeFailure(error, marks));
    }
  }

  #returned(value: unknown, context: RpcContext): RpcHook {
    const state = stubState(value);
    const moved = new Map<object, object>();
    const pipeline = this.#pipeline(value, context, moved);
    try {
      const payload = encodeValue(value, {
        context,
        stubs: "transfer",
        // For calls on the value, which continue after its stubs were sent.
        taken: (stub, hook) => {
          if (stub !== value) moved.set(stub, references.importStub(hook.dup(), "stub"));
        },
      });
      const disposer = state === undefined ? resultDisposer(value, context) : undefined;
      return new ReturnedHook(pipeline, disposer ? { ...payload, disposer } : payload);
    } catch (error) {
      pipeline.dispose();
      throw error;
    }
  }

  /** The target of calls on a returned value. Make it before the result's stubs are sent. */
  #pipeline(value: unknown, context: RpcContext, moved: ReadonlyMap<object, object>): RpcHook {
    const state = stubState(value);
    // Directly to the stub's target.
    if (state?.kind === "stub") return state.root.dup();
    const released = (): void => {
      for (const stub of moved.values()) stubRoot(stub).dispose();
    };
    const here = new LocalHook({ ...valueReceiver(value, context), moved, released });
    return state?.kind === "fetcher" ? new ServiceResultHook(state.root.dup(), here) : here;
  }

  #failed(error: unknown, context: RpcContext, phase: "lookup" | "run"): RpcHook {
    const { kind } = this.#receiver;
    // Only errors of an entrypoint's own code get its id, as in workerd.
    const owns = kind === "target" || (phase === "run" && keepsProperties(error));
    const { durableObjectId } = context;
    const marks = owns ? { remote: true, durableObjectId } : { remote: true };
    return new FailedHook(encodeFailure(error, marks));
  }
}

/** Only entrypoints have a handler of requests. */
function answerNothing(): never {
  throw new Error("Handler does not export a fetch() function.");
}

/** What an event finds. */
interface Event {
  readonly target: unknown;
  readonly context: RpcContext;
}

/** A hook to a function, plain object or `RpcTarget`, with its disposer if it has one. */
export function exportTarget(target: object, context: RpcContext): RpcHook {
  const released = (): void => runDisposer(target, context);
  return new LocalHook({ ...valueReceiver(target, context), released });
}

function valueReceiver(value: unknown, context: RpcContext): Receiver {
  return {
    kind: "target",
    deliver: (_event, callback) => context.deliver(() => callback(value, context)),
  };
}

/** Whether a property added to a thrown value reaches the caller. */
function keepsProperties(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof DOMException) return false;
  if (value instanceof Error && !rpcSettings.enhancedErrors) return false;
  return Object.isExtensible(value);
}

/** What calls the `[Symbol.dispose]()` of a returned object, if it has one. */
function resultDisposer(value: unknown, context: RpcContext): Disposable | undefined {
  if (typeof value !== "object" || value === null || value instanceof RpcTarget) return undefined;
  if (!hasDisposer(value)) return undefined;
  let done = false;
  return {
    [dispose]: () => {
      if (done) return;
      done = true;
      runDisposer(value, context);
    },
  };
}

function hasDisposer(value: object): value is Disposable {
  return typeof (value as Partial<Disposable>)[dispose] === "function";
}

function runDisposer(value: object, context: RpcContext): void {
  if (!hasDisposer(value)) return;
  // Not awaited. A context that has ended has nothing to dispose.
  void context.deliver(() => value[dispose]()).catch(() => undefined);
}
