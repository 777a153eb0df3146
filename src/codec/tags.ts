/**
 * The format's words, as V8's `value-serializer.cc` has them. A value is a tag byte and what
 * follows it; lengths and counts are varints, numbers are little-endian.
 */

/** What a blob begins with: this byte, then the version as a varint. */
export const HEADER = 0xff;

/** The version that is written. */
export const VERSION = 15;

/** The oldest version that is read, and the one of a blob that has no header. */
export const OLDEST_VERSION = 13;

/** From this version on, a view says whether it follows its buffer's length. */
export const VERSION_WITH_VIEW_FLAGS = 14;

const code = (character: string): number => character.charCodeAt(0);

export const Tag = {
  /** Ignored; makes two-byte strings begin at an even offset. */
  padding: 0x00,
  /** A count of objects, which nobody needs: a varint to be skipped. */
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
  /** The number of an object that came before. */
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
  /** Stands directly behind its buffer. */
  view: code("V"),
  error: code("r"),
  /** An object that V8 knows nothing of; a varint says which kind. */
  hostObject: code("\\"),
} as const;

/** The parts of an {@link Tag.error}, in the order in which they are written. */
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

/** The kinds of a view, by the name of its class. */
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
  /** Not workerd's: the number of something that the caller keeps. Never stored. */
  external: 1000,
} as const;

/**
 * The kinds of error in workerd's own encoding, by name (`jsg/ser.c++:16-72`). 0 is any other
 * name, which then follows. The errors of WebAssembly have a kind under V8's names for them alone:
 * a `CompileError` is of kind 0.
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
