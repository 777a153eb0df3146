import { references } from "./references.ts";
import { deserialize } from "../codec/deserialize.ts";
import { disposeWhenCollected } from "./collected.ts";
import { makeDurableObjectClass } from "./bindings/durable-object-class.ts";
import { httpClasses } from "./http/http-part.ts";
import type { External, Payload } from "./hook.ts";
import { receiveSignal } from "./streams/signal-transfer.ts";
import { stubRoot } from "./stub-state.ts";
import "./symbol-dispose.ts";

export interface Decoded {
  readonly value: unknown;
  /** The stubs in the value, in the order in which they were sent. Services are not owned. */
  readonly stubs: readonly { dispose(): void }[];
}

/** Makes the value that a payload contains, and takes ownership of the payload's resources. */
export function decodeValue(payload: Payload): Decoded {
  const stubs: { dispose(): void }[] = [];
  const revive = (external: External): unknown => {
    switch (external.kind) {
      case "stub": {
        const stub = references.importStub(external.hook, "stub");
        stubs.push(stubRoot(stub));
        return stub;
      }
      case "fetcher":
        return references.importStub(external.hook, "fetcher");
      case "class":
        return makeDurableObjectClass(external.exported);
      case "readable":
      case "writable":
        return external.stream;
      case "headers":
        return new Headers([...external.entries]);
      case "request":
        return httpClasses().messageToRequest(external.request);
      case "response":
        return httpClasses().messageToResponse(external.response);
      case "blob":
        return external.blob;
      case "signal":
        return receiveSignal(
          external.signal,
          (bytes) => decodeValue({ bytes, externals: [] }).value,
        );
    }
  };
  // Each external once, even where the value refers to it more often: a stub has one identity.
  const objects = payload.externals.map(revive);
  const value = deserialize(payload.bytes, {
    external: (index: number) => objects[index],
    hiddenStacks: true,
  });
  return { value, stubs };
}

/**
 * Adds `[Symbol.dispose]()` to a result. It disposes the stubs in the result and then calls the one
 * of the callee's object. Results of simple types and stubs get none.
 *
 * @returns disposes the result.
 */
export function makeDisposable(decoded: Decoded, disposer: Disposable | undefined): () => void {
  let done = false;
  const dispose = (): void => {
    if (done) return;
    done = true;
    for (const stub of decoded.stubs) stub.dispose();
    disposer?.[Symbol.dispose]();
  };
  const { value } = decoded;
  if (typeof value === "object" && value !== null) {
    if (disposer !== undefined) disposeWhenCollected(value, held(disposer));
    Object.defineProperty(value, Symbol.dispose, {
      value: dispose,
      enumerable: false,
      writable: true,
      configurable: true,
    });
  }
  return dispose;
}

function held(disposer: Disposable): { dispose(): void } {
  return { dispose: () => disposer[Symbol.dispose]() };
}
