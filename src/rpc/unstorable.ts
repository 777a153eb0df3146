import { dataCloneError, doesNotSupportSerialization } from "../codec/data-clone-error.ts";
import { exportedClassOf } from "./durable-object-class.ts";
import { requireSerializable, stubState } from "./stub-state.ts";
import { RpcTarget } from "./rpc-target.ts";

/**
 * Refuses what travels by reference, or in part, where a value is kept and not sent: in storage and
 * in the attachments of sockets. To be called for every object of the value.
 *
 * @param where workerd's storage names the stub, and its attachments have V8 refuse it.
 * @throws {DOMException} `DataCloneError`, in workerd's words.
 */
export function refuseUnstorable(object: object, where: "storage" | "attachment"): undefined {
  requireSerializable(object);
  const kind = stubState(object)?.kind;
  if (kind === "fetcher" || kind === "loopback") throw inThisContext("ServiceStub");
  if (kind !== undefined) {
    const name = kind === "stub" ? "RpcStub" : kind === "promise" ? "RpcPromise" : "RpcProperty";
    if (where === "attachment") throw dataCloneError(`#<${name}> could not be cloned.`);
    throw kind === "stub" ? inThisContext(name) : doesNotSupportSerialization(object);
  }
  if (exportedClassOf(object) !== undefined) throw inThisContext("DurableObjectClass");
  if (object instanceof RpcTarget) throw onlyForRpc("Remote RPC references");
  if (object instanceof ReadableStream) throw onlyForRpc("ReadableStream");
  if (object instanceof WritableStream) throw onlyForRpc("WritableStream");
  // Of a body, which every response with content has, only RPC knows what to make.
  if (object instanceof Response && object.body !== null) throw onlyForRpc("ReadableStream");
  if (object instanceof AbortSignal) {
    throw dataCloneError("AbortSignal serialization is not enabled.");
  }
}

function inThisContext(name: string): DOMException {
  return dataCloneError(`${name} cannot be serialized in this context.`);
}

export function onlyForRpc(what: string): DOMException {
  return dataCloneError(`${what} can only be serialized for RPC.`);
}
