import { couldNotBeCloned, dataCloneError } from "./data-clone-error.ts";
import { Tag, VIEW_KINDS, ViewFlag } from "./tags.ts";
import type { ValueSink } from "./value-sink.ts";
import {
  isLengthTracking,
  isOutOfBounds,
  viewBuffer,
  viewClass,
  viewLength,
  viewOffset,
} from "./views.ts";

/** Writes an ArrayBuffer, with its maximum length if it is resizable. */
export function writeArrayBuffer(sink: ValueSink, buffer: ArrayBuffer): void {
  if (isDetached(buffer)) {
    throw dataCloneError("An ArrayBuffer is detached and could not be cloned.");
  }
  const content = new Uint8Array(buffer);
  const { bytes } = sink;
  bytes.byte(buffer.resizable ? Tag.resizableArrayBuffer : Tag.arrayBuffer);
  bytes.varint(content.length);
  if (buffer.resizable) bytes.varint(buffer.maxByteLength);
  bytes.raw(content);
}

/** Writes a view; its buffer must have been written just before. */
export function writeView(sink: ValueSink, view: ArrayBufferView): void {
  const kind = VIEW_KINDS.get(viewClass(view));
  if (kind === undefined || isOutOfBounds(view)) throw couldNotBeCloned(view);
  const buffer = viewBuffer(view) as ArrayBuffer;
  let flags = 0;
  if (buffer.resizable) {
    flags |= ViewFlag.resizable;
    if (isLengthTracking(view, buffer)) flags |= ViewFlag.lengthTracking;
  }
  const { bytes } = sink;
  bytes.byte(Tag.view);
  bytes.varint(kind);
  bytes.varint(viewOffset(view));
  // A length-tracking view is written with length 0.
  bytes.varint((flags & ViewFlag.lengthTracking) === 0 ? viewLength(view) : 0);
  bytes.varint(flags);
}

/** Works in browsers without `ArrayBuffer.prototype.detached`. Only empty buffers are tested. */
function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength !== 0) return false;
  try {
    return new Uint8Array(buffer).length !== 0;
  } catch {
    return true;
  }
}
