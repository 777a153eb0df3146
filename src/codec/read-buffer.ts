import { damage } from "./damage.ts";
import { VERSION_WITH_VIEW_FLAGS, VIEW_KINDS, ViewFlag } from "./tags.ts";
import type { ValueSource } from "./value-source.ts";

type ViewClass = new (buffer: ArrayBuffer, offset: number, length?: number) => ArrayBufferView;

const CLASS_BY_KIND = new Map([...VIEW_KINDS].map(([name, kind]) => [kind, name]));

export function readArrayBuffer(source: ValueSource, resizable: boolean): ArrayBuffer {
  const number = source.reserve();
  const { bytes } = source;
  const start = bytes.offset;
  const length = bytes.varint("an ArrayBuffer's length");
  const max = resizable ? bytes.varint("an ArrayBuffer's greatest length") : length;
  const content = bytes.raw(length, "an ArrayBuffer");
  if (max < length) throw damage(`an ArrayBuffer of ${length} bytes with at most ${max}`, start);
  return source.resolve(number, makeBuffer(content, resizable ? max : undefined, start));
}

/** A resizable buffer occupies its length, not its maximum length. */
function makeBuffer(content: Uint8Array, max: number | undefined, start: number): ArrayBuffer {
  let buffer: ArrayBuffer;
  try {
    const options = max === undefined ? undefined : { maxByteLength: max };
    buffer = new ArrayBuffer(content.length, options);
  } catch (error) {
    throw damage(`an ArrayBuffer of up to ${max} bytes cannot be had (${String(error)})`, start);
  }
  new Uint8Array(buffer).set(content);
  return buffer;
}

/** Reads a view of the buffer that was read just before. */
export function readView(source: ValueSource, buffer: ArrayBuffer): ArrayBufferView {
  const number = source.reserve();
  const { bytes } = source;
  const start = bytes.offset;
  const kind = bytes.varint("a view's kind") & 0xff;
  const offset = bytes.varint("a view's offset");
  const length = bytes.varint("a view's length");
  const flags = source.version >= VERSION_WITH_VIEW_FLAGS ? bytes.varint("a view's flags") : 0;
  const name = CLASS_BY_KIND.get(kind);
  if (name === undefined) throw damage(`a view of the unknown kind ${kind}`, start);
  const View = (globalThis as unknown as Record<string, ViewClass | undefined>)[name];
  if (View === undefined) throw damage(`a ${name}, which this browser does not have,`, start);
  if (offset + length > buffer.byteLength) {
    throw damage(
      `a ${name} of ${length} bytes from ${offset} on in a buffer of ${buffer.byteLength}`,
      start,
    );
  }
  const unit = (View as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  if (offset % unit !== 0 || length % unit !== 0) {
    throw damage(`a ${name} of ${length} bytes from ${offset} on, not whole elements,`, start);
  }
  const tracking = (flags & ViewFlag.lengthTracking) !== 0;
  const resizable = (flags & ViewFlag.resizable) !== 0;
  if (tracking && !resizable) throw damage(`a ${name} with the flags ${flags}`, start);
  if (resizable && !buffer.resizable) {
    throw damage(`a ${name} of a buffer that should be resizable`, start);
  }
  const view = tracking ? new View(buffer, offset) : new View(buffer, offset, length / unit);
  return source.resolve(number, view);
}
