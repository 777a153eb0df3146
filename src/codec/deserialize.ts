import { ByteReader } from "./byte-reader.ts";
import { damage } from "./damage.ts";
import { HEADER, OLDEST_VERSION, VERSION } from "./tags.ts";
import { ValueReader } from "./value-reader.ts";
import type { DeserializeOptions } from "./value-source.ts";

/**
 * Reads a value that workerd, V8 or {@link serialize} wrote: versions 13 to 15, and without a
 * header as version 13 (`io/stored-value.c++:35-70`). Bytes behind the value are ignored.
 *
 * The bytes may come from anywhere: nothing is allocated that is larger than they are, no setter
 * is called, and every property is an own one.
 *
 * @throws {DOMException} `DataCloneError`, with what is wrong and where, when the bytes are no
 *   such value; what `external` throws is thrown as it is.
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
