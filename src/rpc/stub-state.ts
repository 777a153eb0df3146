import { dataCloneError, doesNotSupportSerialization } from "../codec/data-clone-error.ts";
import { illegalInvocation } from "./class-name.ts";
import type { FetchSettled, PropertyPath, RpcHook } from "./hook.ts";
import type { HttpRequest } from "./http/http-message.ts";

/** Sends the calls of a stub, promise or property: `call-root.ts`. */
export interface Root {
  hook(): RpcHook;
  call(path: PropertyPath, args: readonly unknown[]): RpcHook;
  get(path: PropertyPath): RpcHook;
  fetch(request: HttpRequest): Promise<FetchSettled>;
}

/** Sends the calls of a stub, which owns a hook. */
export interface OwningRoot extends Root {
  dup(): RpcHook;
  take(): RpcHook;
  dispose(): void;
  hold(): () => void;
}

/** The internal state behind an object of user code, hidden from that code. */
export type StubState =
  /** A loopback is a service of the worker's own in its `exports`: it does not travel. */
  | { readonly kind: "stub" | "fetcher" | "loopback"; readonly root: OwningRoot }
  | { readonly kind: "promise" | "property"; readonly root: Root; readonly path: PropertyPath };

const states = new WeakMap<object, StubState>();

export function setStubState(stub: object, state: StubState): void {
  states.set(stub, state);
}

/** The state of a stub, promise or property; undefined for every other value. */
export function stubState(value: unknown): StubState | undefined {
  return typeof value === "object" || typeof value === "function"
    ? states.get(value as object)
    : undefined;
}

/** The root of a stub, for its methods. @throws {TypeError} when `this` is not a stub. */
export function stubRoot(stub: object): OwningRoot {
  const state = states.get(stub);
  if (state?.kind === "stub" || state?.kind === "fetcher" || state?.kind === "loopback") {
    return state.root;
  }
  throw illegalInvocation();
}

/** Platform objects that cannot be copied, and the error message for each. */
const unserializable = new WeakMap<object, string | undefined>();

/** Makes every copy of `object` fail. @param message a specific message. */
export function neverSerialize(object: object, message?: string): void {
  unserializable.set(object, message);
}

/** @throws {DOMException} `DataCloneError` for an object of {@link neverSerialize}. */
export function requireSerializable(object: object): void {
  if (!unserializable.has(object)) return;
  const message = unserializable.get(object);
  throw message === undefined ? doesNotSupportSerialization(object) : dataCloneError(message);
}
