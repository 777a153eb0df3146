import { ByteReader } from "./byte-reader.ts";
import { damage } from "./damage.ts";
import { HEADER, OLDEST_VERSION, VERSION } from "./tags.ts";
import { ValueReader } from "./value-reader.ts";
import type { DeserializeOptions } from "./value-source.ts";

/**
 * Reads a value that workerd, V8 or {@link serialize} wrote: versions 13 to 15; without a header,
 * version 13 (`io/stored-value.c++:35-70`). Bytes after the value are ignored.
 *
 * Safe for untrusted bytes: allocates no more than their size, calls no setters, and creates own
 * properties only.
 *
 * @throws {DOMException} `DataCloneError` with the problem and its offset if the bytes are not a
 *   value; errors of `external` are passed on
 */
export function deserialize(bytes: Uint8Array, options: DeserializeOptions = {}): unknown {
  const reader = new ByteReader(bytes);
  const version = readVersion(reader);
  try {
    return new ValueReader(reader, version, options).read();
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    throw damage("the value is nested too deeply", reader.offset);
  }
}

function readVersion(reader: ByteReader): number {
  if (reader.peek() !== HEADER) return OLDEST_VERSION;
  reader.byte("the header");
  const version = reader.varint("the version");
  if (version >= OLDEST_VERSION && version <= VERSION) return version;
  throw damage(
    `version ${version} of the format is not among ${OLDEST_VERSION} to ${VERSION}, found`,
    0,
  );
}

/** V8 and Safari throw a RangeError, Firefox an InternalError. */
function isStackOverflow(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "InternalError" ||
      (error instanceof RangeError && /call stack/i.test(error.message)))
  );
}
