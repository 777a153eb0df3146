import { dataCloneError } from "../codec/data-clone-error.ts";
import { deserialize } from "../codec/deserialize.ts";
import { serialize } from "../codec/serialize.ts";
import { exportedClassOf } from "../rpc/durable-object-class.ts";
import { refuseInstance } from "../rpc/encode.ts";
import { makeFetcher } from "../rpc/fetcher.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import { RpcTarget } from "../rpc/rpc-target.ts";
import { requireSerializable, stubState } from "../rpc/stub-state.ts";

/**
 * Copies `props` now (`io/frankenvalue.h`): values that can be cloned, and in them services, stubs
 * of Durable Objects and Durable Object classes.
 *
 * @returns makes a new copy each time.
 * @throws {DOMException} `DataCloneError` for what cannot be in props.
 */
export function captureProps(props: object): () => unknown {
  const externals: (() => unknown)[] = [];
  const bytes = serialize(props, {
    external: (object) => {
      const make = external(object);
      return make === undefined ? undefined : externals.push(make) - 1;
    },
  });
  return () => deserialize(bytes, { external: (index: number) => externals[index]?.() as object });
}

/** How what is no plain value comes into each copy. */
function external(object: object): (() => unknown) | undefined {
  requireSerializable(object);
  if (exportedClassOf(object) !== undefined) return () => object;
  const state = stubState(object);
  if (state?.kind === "fetcher") {
    const hook = state.root.dup();
    return () => makeFetcher(hook.dup(), stubMaker);
  }
  if (state?.kind === "stub" || object instanceof RpcTarget) {
    throw dataCloneError("Remote RPC references can only be serialized for RPC.");
  }
  if (typeof object === "function" && state === undefined) return undefined;
  if (object instanceof Headers) {
    const entries = [...object];
    return () => new Headers(entries);
  }
  if (object instanceof Response || object instanceof ReadableStream) {
    throw dataCloneError("ReadableStream can only be serialized for RPC.");
  }
  return refuse(object);
}

/** Refuses instances of classes, and lets plain values through to the serializer. */
function refuse(object: object): undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === Array.prototype) return undefined;
  return refuseInstance(object);
}
