import { references } from "./references.ts";
import { brandOf } from "../codec/brands.ts";
import { dataCloneError, doesNotSupportSerialization } from "../codec/data-clone-error.ts";
import { serialize } from "../codec/serialize.ts";
import type { RpcContext } from "./context.ts";
import { exportedClassOf } from "./bindings/durable-object-class.ts";
import { requestToMessage, responseToMessage } from "./http/send-message.ts";
import { disposePayload } from "./payload.ts";
import type { External, Payload, RpcHook } from "./hook.ts";
import { RpcTarget } from "./rpc-target.ts";
import { rpcSettings } from "./settings.ts";
import { type StreamOwner, takeReadable, takeWritable } from "./streams/stream-transfer.ts";
import { takeSignal } from "./streams/signal-transfer.ts";
import { requireSerializable, type StubState, stubState } from "./stub-state.ts";

/** A serialized value may have 32 MiB (`worker-rpc.c++`, `MAX_JS_RPC_MESSAGE_SIZE`). */
const MAX_BYTES = 32 * 1024 * 1024;

export interface EncodeOptions {
  /** Where calls of the functions and targets in the value will be delivered. */
  readonly context: RpcContext;
  /**
   * What happens to stubs in the value: `"dup"` keeps them with the sender; `"transfer"`, used for
   * results, disposes them there. `"none"`, used for thrown values: nothing is sent by reference,
   * and instances of classes are copied by value.
   */
  readonly stubs: "dup" | "transfer" | "none";

  /** Called with each stub that the transfer has disposed, and with its hook in the payload. */
  readonly taken?: (stub: object, hook: RpcHook) => void;
}

/**
 * Copies a value by workerd's rules (`worker-rpc.c++`, `jsg/ser.c++`).
 *
 * @throws {DOMException} `DataCloneError` for a value that cannot be sent.
 * @throws {Error} when the value has more than 32 MiB.
 */
export function encodeValue(value: unknown, options: EncodeOptions): Payload {
  const externals: External[] = [];
  const external = (object: object): number | undefined => {
    const found = toExternal(object, options);
    if (found === undefined) return undefined;
    return externals.push(found) - 1;
  };
  try {
    const bytes = serialize(value, { external, enhancedErrors: rpcSettings.enhancedErrors });
    if (bytes.length > MAX_BYTES) {
      throw new Error(
        "Serialized RPC arguments or return values are limited to 32MiB, but the size of this " +
          `value was: ${bytes.length} bytes.`,
      );
    }
    return { bytes, externals };
  } catch (error) {
    disposePayload({ bytes: new Uint8Array(), externals });
    throw error;
  }
}

/** How an object that is not copied by value is sent. @throws the errors of `encodeValue()`. */
function toExternal(object: object, options: EncodeOptions): External | undefined {
  if (isPlain(object)) return undefined;
  requireSerializable(object);
  const state = stubState(object);
  if (options.stubs === "none") {
    if (state !== undefined) throw doesNotSupportSerialization(object);
    // An instance of a user's class is sent as its properties.
    return undefined;
  }
  if (state !== undefined) return stub(object, state, options);
  if (typeof object === "function" || object instanceof RpcTarget) {
    const target = options.stubs === "dup" ? duplicate(object) : object;
    return { kind: "stub", hook: references.exportTarget(target, options.context) };
  }
  const exported = exportedClassOf(object);
  if (exported !== undefined) return { kind: "class", exported };
  return platformObject(object, options) ?? refuseInstance(object);
}

function stub(object: object, state: StubState, { stubs, taken }: EncodeOptions): External {
  if (state.kind !== "stub" && state.kind !== "fetcher") throw doesNotSupportSerialization(object);
  // The holder of a service's stub does not own the service.
  if (state.kind === "fetcher") return { kind: "fetcher", hook: state.root.dup() };
  if (stubs === "dup") return { kind: "stub", hook: state.root.dup() };
  const hook = state.root.take();
  taken?.(object, hook);
  return { kind: "stub", hook };
}

/** What travels for a target that stays with the sender: the result of its own `dup()`, if any. */
function duplicate(target: object): object {
  const { dup } = target as { readonly dup?: unknown };
  if (typeof dup !== "function") return target;
  const copy: unknown = Reflect.apply(dup, target, []);
  if (typeof target === "function") {
    if (typeof copy === "function") return copy;
    throw dataCloneError(
      "Couldn't create a stub for the function because it has a dup() method which did not return " +
        "another function. Either remove the dup() method or make sure it returns a function.",
    );
  }
  if (copy instanceof RpcTarget) return copy;
  // The spelling is workerd's.
  throw dataCloneError(
    "Couldn't create a stub for the RcpTarget because it has a dup() method which did not return " +
      "another RpcTarget. Either remove the dup() method or make sure it returns an RpcTarget.",
  );
}

/** The platform objects that can be sent. */
function platformObject(object: object, owner: StreamOwner): External | undefined {
  if (object instanceof ReadableStream) {
    return { kind: "readable", stream: takeReadable(object, owner, "rpc") };
  }
  if (object instanceof WritableStream) {
    return { kind: "writable", stream: takeWritable(object) };
  }
  if (object instanceof Headers) return { kind: "headers", entries: [...object] };
  if (object instanceof Request)
    return { kind: "request", request: requestToMessage(object, owner) };
  if (object instanceof Response) {
    return { kind: "response", response: responseToMessage(object, owner, "rpc") };
  }
  // A File is a Blob that does not travel.
  if (object instanceof Blob && !(typeof File === "function" && object instanceof File)) {
    return { kind: "blob", blob: object.slice(0, object.size, object.type) };
  }
  if (object instanceof AbortSignal) {
    if (!rpcSettings.signals) throw dataCloneError("AbortSignal serialization is not enabled.");
    const encode = (reason: unknown): Uint8Array =>
      encodeValue(reason, { ...owner, stubs: "none" }).bytes;
    return { kind: "signal", signal: takeSignal(object, encode) };
  }
  return undefined;
}

/** A fast path for literals and arrays, the most common objects. */
export function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/**
 * Refuses an instance of a user's class, whose methods would be lost silently. The serializer
 * handles all other objects.
 */
export function refuseInstance(object: object): undefined {
  if (brandOf(object) === "object") throw doesNotSupportSerialization(object);
}
