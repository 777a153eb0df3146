import { deserialize } from "../../codec/deserialize.ts";
import { serialize } from "../../codec/serialize.ts";
import { exportedClassOf } from "./durable-object-class.ts";
import { isPlain, refuseInstance } from "../encode.ts";
import { makeFetcher } from "./fetcher.ts";
import { RpcTarget } from "../rpc-target.ts";
import { requireSerializable, stubState } from "../stub-state.ts";
import { onlyForRpc, signalOutOfPlace } from "../only-for-rpc.ts";

/**
 * Copies `props` now (`io/frankenvalue.h`): values that can be cloned, and in them services, stubs
 * of Durable Objects and Durable Object classes.
 *
 * @returns makes a new copy each time.
 * @throws {DOMException} `DataCloneError` for a value that props cannot hold.
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

/** Makes the copy of an object that is not a plain value. */
function external(object: object): (() => unknown) | undefined {
  requireSerializable(object);
  if (exportedClassOf(object) !== undefined) return () => object;
  const state = stubState(object);
  if (state?.kind === "fetcher") {
    const hook = state.root.dup();
    return () => makeFetcher(hook.dup());
  }
  if (state?.kind === "stub" || object instanceof RpcTarget) {
    throw onlyForRpc("Remote RPC references");
  }
  if (typeof object === "function" && state === undefined) return undefined;
  if (object instanceof Headers) {
    const entries = [...object];
    return () => new Headers(entries);
  }
  if (object instanceof AbortSignal) throw signalOutOfPlace();
  if (object instanceof Response || object instanceof ReadableStream) {
    throw onlyForRpc("ReadableStream");
  }
  // Plain values are the serializer's.
  return isPlain(object) ? undefined : refuseInstance(object);
}
