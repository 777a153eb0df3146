import { dataCloneError, doesNotSupportSerialization } from "../codec/data-clone-error.ts";
import type { CallRoot, StubRoot } from "./call-root.ts";
import { illegalInvocation } from "./class-name.ts";
import type { PropertyPath } from "./hook.ts";

/** What stands behind an object that the user's code holds. Nothing of it can be seen there. */
export type StubState =
  /** A loopback is a service of the worker's own in its `exports`: it does not travel. */
  | { readonly kind: "stub" | "fetcher" | "loopback"; readonly root: StubRoot }
  | { readonly kind: "promise" | "property"; readonly root: CallRoot; readonly path: PropertyPath };

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

/** The root of a stub, for its methods. @throws {TypeError} when `this` is something else. */
export function stubRoot(stub: object): StubRoot {
  const state = states.get(stub);
  if (state?.kind === "stub" || state?.kind === "fetcher" || state?.kind === "loopback") {
    return state.root;
  }
  throw illegalInvocation();
}

/** Objects of the platform's that cannot be copied, and what is said of it. */
const unserializable = new WeakMap<object, string | undefined>();

/** Has `object` refused wherever a value is copied. @param message where there is a special one. */
export function neverSerialize(object: object, message?: string): void {
  unserializable.set(object, message);
}

/** @throws {DOMException} `DataCloneError` for what was given to {@link neverSerialize}. */
export function requireSerializable(object: object): void {
  if (!unserializable.has(object)) return;
  const message = unserializable.get(object);
  throw message === undefined ? doesNotSupportSerialization(object) : dataCloneError(message);
}
