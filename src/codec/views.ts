// Reads views with the built-in getters, ignoring overrides in subclasses.

type View = ArrayBufferView;
type TypedArray = Uint8Array;

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const classNameOf = getter<string | undefined>(typedArrayPrototype, Symbol.toStringTag);
const getters = {
  typedArray: {
    buffer: getter<ArrayBufferLike>(typedArrayPrototype, "buffer"),
    byteOffset: getter<number>(typedArrayPrototype, "byteOffset"),
    byteLength: getter<number>(typedArrayPrototype, "byteLength"),
  },
  dataView: {
    buffer: getter<ArrayBufferLike>(DataView.prototype, "buffer"),
    byteOffset: getter<number>(DataView.prototype, "byteOffset"),
    byteLength: getter<number>(DataView.prototype, "byteLength"),
  },
};
const typedArrayKeys = Reflect.get(typedArrayPrototype, "keys") as (this: View) => unknown;

/** `"Uint8Array"`, `"DataView"`… */
export function viewClass(view: View): string {
  return classNameOf(view) ?? "DataView";
}

export function viewBuffer(view: View): ArrayBufferLike {
  return gettersOf(view).buffer(view);
}

/** In bytes. The view must not be out of bounds. */
export function viewOffset(view: View): number {
  return gettersOf(view).byteOffset(view);
}

/** In bytes. The view must not be out of bounds. */
export function viewLength(view: View): number {
  return gettersOf(view).byteLength(view);
}

/** Whether the buffer is too short for the view, or detached. */
export function isOutOfBounds(view: View): boolean {
  try {
    if (classNameOf(view) === undefined) viewLength(view);
    else Reflect.apply(typedArrayKeys, view, []);
    return false;
  } catch {
    return true;
  }
}

/**
 * Whether the view's length follows that of its resizable buffer. There is no API for it: the buffer
 * is resized here, and resized back.
 */
export function isLengthTracking(view: View, buffer: ArrayBuffer): boolean {
  const unit = (view as TypedArray).BYTES_PER_ELEMENT ?? 1;
  const end = viewOffset(view) + viewLength(view);
  const size = buffer.byteLength;
  // If the buffer has room for one more element behind the view, the view does not follow.
  if (end + unit <= size) return false;
  if (size + unit <= buffer.maxByteLength) {
    const before = viewLength(view);
    buffer.resize(size + unit);
    const follows = viewLength(view) !== before;
    buffer.resize(size);
    return follows;
  }
  // At its maximum length the buffer can only shrink. An empty view at its end stays the same in both
  // cases.
  if (viewLength(view) === 0) return true;
  const tail = new Uint8Array(buffer).slice(end - unit);
  buffer.resize(end - unit);
  const follows = !isOutOfBounds(view);
  buffer.resize(size);
  new Uint8Array(buffer).set(tail, end - unit);
  return follows;
}

function gettersOf(view: View): (typeof getters)["typedArray"] {
  return classNameOf(view) === undefined ? getters.dataView : getters.typedArray;
}

function getter<T>(prototype: object, key: PropertyKey): (object: object) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get as (() => T) | undefined;
  if (get === undefined) throw new Error(`${String(key)} is not a getter in this browser`);
  return (object) => Reflect.apply(get, object, []);
}
