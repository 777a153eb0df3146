import { deserialize } from "../codec/deserialize.ts";
import { refuseUnstorable } from "../rpc/unstorable.ts";
import { serialize } from "../codec/serialize.ts";

/** Converts values to the bytes that are stored, and back (`io/stored-value.c++`). */
export interface StoredValues {
  /** @throws {DOMException} `DataCloneError` for a value that cannot be stored. */
  serialize(value: unknown): Uint8Array;

  /**
   * Returns a new value with each call.
   *
   * @throws {DOMException} `DataCloneError` for invalid bytes.
   */
  deserialize(bytes: Uint8Array): unknown;
}

const external = (object: object): undefined => refuseUnstorable(object, "storage");

/** @param options `enhancedErrors`: errors are stored with all their own properties. */
export function storedValues(options: { readonly enhancedErrors: boolean }): StoredValues {
  return {
    serialize: (value) => serialize(value, { ...options, external }),
    deserialize: (bytes) => deserialize(bytes),
  };
}
