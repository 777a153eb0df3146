/**
 * The constants of V8's `value-serializer.cc`. A value is a tag byte and its content; lengths and
 * counts are varints, numbers are little-endian.
 */

/** The first byte of a blob; the version follows as a varint. */
export const HEADER = 0xff;

/** The version that tabd writes. */
export const VERSION = 15;

/** The oldest version that tabd reads, and the version of a blob without a header. */
export const OLDEST_VERSION = 13;

/** First version in which views have {@link ViewFlag}s. */
export const VERSION_WITH_VIEW_FLAGS = 14;

const code = (character: string): number => character.charCodeAt(0);

export const Tag = {
  /** Ignored; aligns two-byte strings to an even offset. */
  padding: 0x00,
  /** A count of objects, a varint; ignored. */
  objectCount: code("?"),
  theHole: code("-"),
  undefined: code("_"),
  null: code("0"),
  true: code("T"),
  false: code("F"),
  int32: code("I"),
  uint32: code("U"),
  double: code("N"),
  bigint: code("Z"),
  utf8String: code("S"),
  oneByteString: code('"'),
  twoByteString: code("c"),
  /** The number of an earlier object. */
  reference: code("^"),
  object: code("o"),
  objectEnd: code("{"),
  denseArray: code("A"),
  denseArrayEnd: code("$"),
  sparseArray: code("a"),
  sparseArrayEnd: code("@"),
  date: code("D"),
  trueObject: code("y"),
  falseObject: code("x"),
  numberObject: code("n"),
  bigintObject: code("z"),
  stringObject: code("s"),
  regExp: code("R"),
  map: code(";"),
  mapEnd: code(":"),
  set: code("'"),
  setEnd: code(","),
  arrayBuffer: code("B"),
  resizableArrayBuffer: code("~"),
  /** Follows its buffer directly. */
  view: code("V"),
  error: code("r"),
  /** An object of the embedder; a varint has its kind. */
  hostObject: code("\\"),
} as const;

/** The parts of an {@link Tag.error}, in the order of writing. */
export const ErrorTag = {
  evalError: code("E"),
  rangeError: code("R"),
  referenceError: code("F"),
  syntaxError: code("S"),
  typeError: code("T"),
  uriError: code("U"),
  message: code("m"),
  stack: code("s"),
  cause: code("c"),
  end: code("."),
} as const;

/** The kinds of views, by class name. */
export const VIEW_KINDS: ReadonlyMap<string, number> = new Map([
  ["Int8Array", code("b")],
  ["Uint8Array", code("B")],
  ["Uint8ClampedArray", code("C")],
  ["Int16Array", code("w")],
  ["Uint16Array", code("W")],
  ["Int32Array", code("d")],
  ["Uint32Array", code("D")],
  ["Float16Array", code("h")],
  ["Float32Array", code("f")],
  ["Float64Array", code("F")],
  ["BigInt64Array", code("q")],
  ["BigUint64Array", code("Q")],
  ["DataView", code("?")],
]);

/** A view's flags: its length follows the buffer's; its buffer is resizable. */
export const ViewFlag = { lengthTracking: 1, resizable: 2 } as const;

/** The kinds of {@link Tag.hostObject}. Those of workerd are numbered in `worker-interface.capnp`. */
export const HostKind = {
  domException: 8,
  error: 10,
  /** Only in tabd: the number of an object that the caller keeps. Never stored. */
  external: 1000,
} as const;

/**
 * The kinds of errors in workerd's encoding (`jsg/ser.c++:16-72`). 0 is any other name, which then
 * follows. WebAssembly's errors have kinds under V8's internal names only: a `CompileError` is of
 * kind 0.
 */
export const ERROR_KINDS: readonly (string | undefined)[] = [
  undefined,
  "Error",
  "TypeError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "WasmCompileError",
  "WasmLinkError",
  "WasmRuntimeError",
  "WasmSuspendError",
  "EvalError",
  "URIError",
  "AggregateError",
  "SuppressedError",
];
