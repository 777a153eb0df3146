import { ByteWriter } from "./byte-writer.ts";
import { HEADER, VERSION } from "./tags.ts";
import { ValueWriter } from "./value-writer.ts";

export interface SerializeOptions {
  /**
   * Called once for every object and function before it is written. A number stands for it in the
   * bytes, and it is the caller's to keep; undefined leaves it to be written by value. It may throw
   * to refuse the object.
   */
  external?: ((value: object) => number | undefined) | undefined;

  /**
   * How errors are written: with all their own properties, as workerd does since its compatibility
   * flag `enhanced_error_serialization` (the default), or as V8 does by itself, with message, stack
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
 * Some of V8's choices follow from what a value once was, which no script can see; they are taken
 * at their most likely, and are the same value to every reader. An array is holey when it has a
 * hole, its numbers are doubles when one of them has to be, and any other number is a double only
 * when it has to be. For the same reason a Proxy is read as what it shows, where V8 refuses it.
 *
 * @throws {DOMException} `DataCloneError` for what cannot be cloned, in V8's words.
 * @throws {RangeError} when the value is nested too deeply for the stack.
 */
export function serialize(value: unknown, options: SerializeOptions = {}): Uint8Array<ArrayBuffer> {
  // A getter may come back here while the value that it belongs to is being written.
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

/** A writer is kept for the next value, unless a great one has made it great. */
let spare: ByteWriter | undefined;
const LARGEST_SPARE = 1 << 20;
