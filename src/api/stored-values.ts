import { deserialize } from "../codec/deserialize.ts";
import { refuseUnstorable } from "../rpc/unstorable.ts";
import { serialize } from "../codec/serialize.ts";

/** How values become the bytes that are stored, and back (`io/stored-value.c++`). */
export interface StoredValues {
  /** @throws {DOMException} `DataCloneError` for what cannot be stored. */
  serialize(value: unknown): Uint8Array;

  /**
   * A new value with each call.
   *
   * @throws {DOMException} `DataCloneError` for bytes that are no value.
   */
  deserialize(bytes: Uint8Array): unknown;
}

const external = (object: object): undefined => refuseUnstorable(object, "storage");

/** @param options whether errors are stored with all their own properties. */
export function storedValues(options: { readonly enhancedErrors: boolean }): StoredValues {
  return {
    serialize: (value) => serialize(value, { ...options, external }),
    deserialize: (bytes) => deserialize(bytes),
  };
}
