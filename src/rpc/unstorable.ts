import { dataCloneError, doesNotSupportSerialization } from "../codec/data-clone-error.ts";
import { exportedClassOf } from "./bindings/durable-object-class.ts";
import { requireSerializable, stubState } from "./stub-state.ts";
import { rpcSettings } from "./settings.ts";
import { onlyForRpc, signalOutOfPlace } from "./only-for-rpc.ts";
import { RpcTarget } from "./rpc-target.ts";

/** Services that were made by calling a member of `ctx.exports`. */
const ofExports = new WeakSet<object>();

/** Records that a service was made by a call. @returns it. */
export function madeByExport<T extends object>(service: T): T {
  ofExports.add(service);
  return service;
}

/**
 * Refuses values that are sent by reference, or only in part, where a value is stored: in storage
 * and in attachments of sockets. Call it for every object of the value.
 *
 * @param where in storage, workerd's message names the stub; in attachments, the message is V8's.
 * @throws {DOMException} `DataCloneError` with workerd's message.
 */
export function refuseUnstorable(object: object, where: "storage" | "attachment"): undefined {
  requireSerializable(object);
  const kind = stubState(object)?.kind;
  if (kind === "fetcher" || kind === "loopback") throw serviceOutOfPlace(object);
  if (kind !== undefined) {
    const name = kind === "stub" ? "RpcStub" : kind === "promise" ? "RpcPromise" : "RpcProperty";
    if (where === "attachment") throw dataCloneError(`#<${name}> could not be cloned.`);
    if (kind === "stub" && rpcSettings.stubStorage) throw notPersistent(name);
    throw kind === "stub" ? inThisContext(name) : doesNotSupportSerialization(object);
  }
  if (exportedClassOf(object) !== undefined) throw classOutOfPlace();
  if (object instanceof RpcTarget) throw onlyForRpc("Remote RPC references");
  if (object instanceof ReadableStream) throw onlyForRpc("ReadableStream");
  if (object instanceof WritableStream) throw onlyForRpc("WritableStream");
  // Only RPC can send a body, which every response with content has.
  if (object instanceof Response && object.body !== null) throw onlyForRpc("ReadableStream");
  if (object instanceof AbortSignal) throw signalOutOfPlace();
}

/**
 * With `allow_irrevocable_stub_storage`, workerd stores exports that were called with props, but
 * neither bindings nor stubs of objects.
 */
function serviceOutOfPlace(service: object): DOMException {
  if (!rpcSettings.stubStorage) return inThisContext("ServiceStub");
  return ofExports.has(service) ? notKept("a ServiceStub") : dataCloneError(NO_TARGET_FLAG);
}

function classOutOfPlace(): DOMException {
  if (!rpcSettings.stubStorage) return inThisContext("DurableObjectClass");
  return notKept("a DurableObjectClass");
}

const NO_TARGET_FLAG =
  "Cannot store this stub because the target worker does not have the " +
  "allow_irrevocable_stub_storage compatibility flag enabled.";

function notPersistent(name: string): DOMException {
  return dataCloneError(
    `${name} cannot be serialized in this context because it is not a persistent stub.`,
  );
}

function notKept(what: string): DOMException {
  return dataCloneError(
    `${what} cannot be stored in tabd: workerd writes it in a form that only workerd can read. ` +
      "Store what you make it of, its name and its props.",
  );
}

function inThisContext(name: string): DOMException {
  return dataCloneError(`${name} cannot be serialized in this context.`);
}
