import { illegalConstructor, illegalInvocation, nameClass } from "./class-name.ts";
import type { PropertyPath, RpcHook } from "./hook.ts";
import { PromiseRoot, pullValue } from "./promise-root.ts";
import { rpcSettings } from "./settings.ts";
import { type Root, setStubState, type StubState, stubState } from "./stub-state.ts";
import { dispose } from "./symbol-dispose.ts";
import { callableWithPrototype, wildcard } from "./wildcard.ts";

/** Names after the first that a path may have (`worker-rpc.c++:675`). */
const MAX_PATH_DEPTH = 64;

type OnFulfilled<T> = ((value: unknown) => T | PromiseLike<T>) | null;
type OnRejected<T> = ((reason: unknown) => T | PromiseLike<T>) | null;

/**
 * The result of a call. It can be awaited, or used at once without waiting (pipelining). Awaiting
 * it gives the same object each time.
 */
export class RpcPromise {
  /** @throws {TypeError} always: only calls make promises. */
  constructor() {
    throw illegalConstructor();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is meant to be awaited
  then<A = unknown, B = never>(
    onFulfilled?: OnFulfilled<A>,
    onRejected?: OnRejected<B>,
  ): Promise<A | B> {
    return promiseRoot(this).value().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: OnRejected<B>): Promise<unknown> {
    return promiseRoot(this).value().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return promiseRoot(this).value().finally(onFinally);
  }

  /** Disposes the result and the stubs in it. The call itself continues. */
  [dispose](): void {
    promiseRoot(this).dispose();
  }
}
nameClass(RpcPromise, "RpcPromise", "JsRpcPromise");

/**
 * A member of the object behind a stub or a promise. It can be called, or awaited, which reads it
 * again each time.
 */
export class RpcProperty {
  /** @throws {TypeError} always: only stubs and promises have properties. */
  constructor() {
    throw illegalConstructor();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is meant to be awaited
  then<A = unknown, B = never>(
    onFulfilled?: OnFulfilled<A>,
    onRejected?: OnRejected<B>,
  ): Promise<A | B> {
    return readProperty(this).then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: OnRejected<B>): Promise<unknown> {
    return readProperty(this).catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return readProperty(this).finally(onFinally);
  }
}
nameClass(RpcProperty, "RpcProperty", "JsRpcProperty");

/** The user's view of the result of a call. Takes over the hook. */
function makePromise(hook: RpcHook): RpcPromise {
  const root = new PromiseRoot(hook);
  return makeCallable(RpcPromise.prototype, { kind: "promise", root, path: [] }) as RpcPromise;
}

/** The user's view of a member. @throws {TypeError} when the path is too long. */
export function makeProperty(root: Root, path: PropertyPath): RpcProperty {
  if (path.length - 1 > MAX_PATH_DEPTH) {
    throw new TypeError(`RPC pipelined property path is too deep (max ${MAX_PATH_DEPTH}).`);
  }
  return makeCallable(RpcProperty.prototype, { kind: "property", root, path }) as RpcProperty;
}

/** An object on which any name is a member, and which can itself be called. */
export function makeCallable(prototype: object, state: StubState): object {
  const { root } = state;
  const path = "path" in state ? state.path : [];
  const member = (name: string): RpcProperty => makeProperty(root, [...path, name]);
  const callable =
    state.kind === "promise" && rpcSettings.objectPromises
      ? wildcard(Object.create(prototype) as object, member)
      : wildcard(callableWithPrototype(prototype), member, (args) =>
          makePromise(root.call(path, args)),
        );
  setStubState(callable, state);
  return callable;
}

function promiseRoot(promise: object): PromiseRoot {
  const root = stubState(promise)?.root;
  if (!(root instanceof PromiseRoot)) throw illegalInvocation();
  return root;
}

function readProperty(property: object): Promise<unknown> {
  const state = stubState(property);
  if (state?.kind !== "property") throw illegalInvocation();
  return pullValue(state.root.get(state.path));
}
