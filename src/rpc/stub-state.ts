import type { CallRoot, StubRoot } from "./call-root.ts";
import { illegalInvocation } from "./class-name.ts";
import type { PropertyPath } from "./hook.ts";

/** What stands behind an object that the user's code holds. Nothing of it can be seen there. */
export type StubState =
  | { readonly kind: "stub" | "fetcher"; readonly root: StubRoot }
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
  if (state === undefined || (state.kind !== "stub" && state.kind !== "fetcher")) {
    throw illegalInvocation();
  }
  return state.root;
}
