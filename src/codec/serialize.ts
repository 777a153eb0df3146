import { ByteWriter } from "./byte-writer.ts";
import { HEADER, VERSION } from "./tags.ts";
import { ValueWriter } from "./value-writer.ts";

export interface SerializeOptions {
  /**
   * Called once for every object and function before it is written. If it returns a number, that is
   * written instead of the object, and the caller keeps the object. If undefined, the object is
   * written by value. It may throw to refuse the object.
   */
  external?: ((value: object) => number | undefined) | undefined;

  /**
   * How errors are written. True, the default: with all own properties, as workerd does with
   * `enhanced_error_serialization`. False: with message, stack and cause only, as V8 does.
   * and cause alone.
   */
  enhancedErrors?: boolean;
}

/**
 * Writes a value as workerd stores it: V8's structured clone format, version 15, byte for byte.
 *
 * Getters are called. An instance of a class becomes a plain object of its own enumerable
 * properties.
 *
 * Some of V8's choices depend on a value's past, which scripts cannot observe. The likeliest choice
 * is taken; every reader gets the same value. An array is holey if it has a hole, its numbers are
 * doubles if one of them must be, and any other number is a double only if it must be. A Proxy is
 * written as the object that it looks like, where V8 refuses it.
 *
 * @throws {DOMException} `DataCloneError` with V8's message for a value that cannot be cloned
 * @throws {RangeError} if the value is nested too deeply for the stack
 */
export function serialize(value: unknown, options: SerializeOptions = {}): Uint8Array<ArrayBuffer> {
  // Reentrant: a getter of the value may call serialize().
  const bytes = spare ?? new ByteWriter();
  spare = undefined;
  try {
    bytes.length = 0;
    bytes.byte(HEADER);
    bytes.varint(VERSION);
    new ValueWriter(bytes, options.external, options.enhancedErrors ?? true).write(value);
    return bytes.toBytes();
  } finally {
    if (bytes.capacity <= LARGEST_SPARE) spare = bytes;
  }
}

/** The writer is reused for the next value, unless it has grown too large. */
let spare: ByteWriter | undefined;
const LARGEST_SPARE = 1 << 20;
