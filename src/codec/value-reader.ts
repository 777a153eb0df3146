import type { ByteReader } from "./byte-reader.ts";
import { damage } from "./damage.ts";
import { readArrayBuffer, readView } from "./read-buffer.ts";
import { readDomException, readError, readLegacyError } from "./read-error.ts";
import { makeRegExp } from "./reg-exp.ts";
import { HostKind, Tag } from "./tags.ts";
import type { DeserializeOptions, ValueSource } from "./value-source.ts";

const mapSet = Map.prototype.set;
const setAdd = Set.prototype.add;

/** Stands for an object that cannot be referred to yet. */
const PENDING = Symbol("pending");

/** A sparse array longer than this, and than its bytes allow, is created in V8's dictionary mode. */
const SHORT_ARRAY = 1024;

/** Reads one value; numbers its objects for back references. */
export class ValueReader implements ValueSource {
  readonly bytes: ByteReader;
  readonly version: number;
  readonly #options: DeserializeOptions;
  /** By number, for back references. */
  readonly #objects: unknown[] = [];

  constructor(bytes: ByteReader, version: number, options: DeserializeOptions) {
    this.bytes = bytes;
    this.version = version;
    this.#options = options;
  }

  /** Kept small: the stack frame's size limits how deeply values may be nested. */
  read(): unknown {
    const tag = this.#tag();
    switch (tag) {
      case Tag.undefined:
        return undefined;
      case Tag.null:
        return null;
      case Tag.true:
        return true;
      case Tag.false:
        return false;
      case Tag.int32:
        return this.bytes.zigzag("an integer");
      case Tag.uint32:
        return this.bytes.varint("an integer");
      case Tag.double:
        return this.bytes.double("a number");
      case Tag.bigint:
        return this.#bigint();
      case Tag.utf8String:
        return this.bytes.sizedUtf8("a string");
      case Tag.oneByteString:
        return this.#characters(1);
      case Tag.twoByteString:
        return this.#characters(2);
      case Tag.reference:
        return this.#withView(this.#reference());
      case Tag.object:
        return this.#object();
      case Tag.denseArray:
        return this.#denseArray();
      case Tag.sparseArray:
        return this.#sparseArray();
      case Tag.date:
        return this.resolve(this.reserve(), new Date(this.bytes.double("a Date")));
      case Tag.trueObject:
        return this.resolve(this.reserve(), new Object(true));
      case Tag.falseObject:
        return this.resolve(this.reserve(), new Object(false));
      case Tag.numberObject:
        return this.resolve(this.reserve(), new Object(this.bytes.double("a Number")));
      case Tag.bigintObject:
        return this.resolve(this.reserve(), new Object(this.#bigint()));
      case Tag.stringObject:
        return this.resolve(this.reserve(), new Object(this.string("a String")));
      case Tag.regExp:
        return this.#regExp();
      case Tag.map:
        return this.#map();
      case Tag.set:
        return this.#set();
      case Tag.arrayBuffer:
        return this.#withView(readArrayBuffer(this, false));
      case Tag.resizableArrayBuffer:
        return this.#withView(readArrayBuffer(this, true));
      case Tag.error:
        return readLegacyError(this);
      case Tag.hostObject:
        return this.#hostObject();
      default:
        throw damage(`a value of the unknown tag ${inWords(tag)}`, this.bytes.offset - 1);
    }
  }

  string(what: string): string {
    const start = this.bytes.offset;
    const value = this.read();
    if (typeof value === "string") return value;
    throw damage(`${what} that is not a string`, start);
  }

  reserve(): number {
    return this.#objects.push(PENDING) - 1;
  }

  resolve<T>(number: number, object: T): T {
    this.#objects[number] = object;
    return object;
  }

  #characters(size: 1 | 2): string {
    const length = this.bytes.varint("a string's length");
    return size === 1
      ? this.bytes.oneByteCharacters(length, "a string")
      : this.bytes.twoByteCharacters(length, "a string");
  }

  /** If a view follows its buffer (or a reference to it), the view is the value. */
  #withView(value: unknown): unknown {
    if (!(value instanceof ArrayBuffer) || this.#peekTag() !== Tag.view) return value;
    this.#tag();
    return readView(this, value);
  }

  /** The next tag; skips padding and counts of objects. */
  #tag(): number {
    for (;;) {
      const tag = this.bytes.byte("a value");
      if (tag === Tag.objectCount) this.bytes.varint("a count of objects");
      else if (tag !== Tag.padding) return tag;
    }
  }

  /** The next tag without consuming it; undefined at the end. */
  #peekTag(): number | undefined {
    while (this.bytes.peek() === Tag.padding) this.bytes.byte("padding");
    return this.bytes.peek();
  }

  #reference(): unknown {
    const start = this.bytes.offset;
    const number = this.bytes.varint("a reference");
    const object = this.#objects[number];
    if (number < this.#objects.length && object !== PENDING) return object;
    throw damage(`a reference to object ${number}, which has not been read yet,`, start);
  }

  #object(): object {
    const object = this.resolve(this.reserve(), {});
    this.#counted(this.#properties(object, Tag.objectEnd), "an object");
    return object;
  }

  #denseArray(): unknown[] {
    const start = this.bytes.offset;
    const array: unknown[] = this.resolve(this.reserve(), []);
    const length = this.bytes.varint("an array's length");
    // Every element takes at least one byte.
    if (length > this.bytes.remaining) throw damage(`an array of ${length} elements`, start);
    for (let i = 0; i < length; i++) {
      if (this.#peekTag() === Tag.theHole) this.#tag();
      else assign(array, i, this.read());
    }
    array.length = length;
    this.#arrayEnd(array, Tag.denseArrayEnd, length);
    return array;
  }

  #sparseArray(): unknown[] {
    const array: unknown[] = this.resolve(this.reserve(), []);
    const length = this.bytes.varint("an array's length");
    // Dictionary mode: otherwise V8 would allocate memory for the whole claimed length.
    if (length > SHORT_ARRAY && length > this.bytes.remaining) array.length = 2 ** 32 - 1;
    array.length = length;
    this.#arrayEnd(array, Tag.sparseArrayEnd, length);
    return array;
  }

  #arrayEnd(array: unknown[], end: number, length: number): void {
    this.#counted(this.#properties(array, end), "an array");
    this.#counted(length, "an array");
  }

  /** Reads keys and values up to `end`. @returns the number of pairs */
  #properties(object: object, end: number): number {
    let count = 0;
    for (; this.#peekTag() !== end; count++) {
      const start = this.bytes.offset;
      const key = this.read();
      if (typeof key !== "string" && typeof key !== "number") {
        throw damage("a property whose key is neither string nor number", start);
      }
      const value = this.read();
      if (!assign(object, key, value)) {
        throw damage(`the property ${JSON.stringify(key)} for the second time`, start);
      }
    }
    this.#tag();
    return count;
  }

  #map(): Map<unknown, unknown> {
    const map = this.resolve(this.reserve(), new Map());
    let count = 0;
    for (; this.#peekTag() !== Tag.mapEnd; count += 2) {
      const key = this.read();
      Reflect.apply(mapSet, map, [key, this.read()]);
    }
    this.#tag();
    this.#counted(count, "a Map");
    return map;
  }

  #set(): Set<unknown> {
    const set = this.resolve(this.reserve(), new Set());
    let count = 0;
    for (; this.#peekTag() !== Tag.setEnd; count++) Reflect.apply(setAdd, set, [this.read()]);
    this.#tag();
    this.#counted(count, "a Set");
    return set;
  }

  /** Checks the count that follows the parts. */
  #counted(count: number, what: string): void {
    const start = this.bytes.offset;
    const expected = this.bytes.varint(`the end of ${what}`);
    if (expected === count) return;
    throw damage(`${what} that should have ${expected} parts and has ${count}`, start);
  }

  #regExp(): RegExp {
    const number = this.reserve();
    const start = this.bytes.offset;
    const pattern = this.string("a RegExp's source");
    const flags = this.bytes.varint("a RegExp's flags");
    try {
      return this.resolve(number, makeRegExp(pattern, flags));
    } catch (error) {
      throw damage(`an invalid RegExp (${String(error)})`, start);
    }
  }

  #bigint(): bigint {
    const header = this.bytes.varint("a bigint");
    const digits = this.bytes.raw((header >>> 1) & 0x3fffffff, "a bigint");
    let hex = "";
    for (let i = digits.length - 1; i >= 0; i--)
      hex += (digits[i] ?? 0).toString(16).padStart(2, "0");
    const value = hex === "" ? 0n : BigInt(`0x${hex}`);
    return (header & 1) === 1 ? -value : value;
  }

  #hostObject(): unknown {
    const start = this.bytes.offset;
    const kind = this.bytes.varint("an object of the host");
    const { external, hiddenStacks } = this.#options;
    if (kind === HostKind.error) return readError(this, hiddenStacks === true);
    if (kind === HostKind.domException) return readDomException(this);
    if (kind === HostKind.external && external !== undefined) {
      const number = this.reserve();
      return this.resolve(number, external(this.bytes.varint("an external")));
    }
    throw damage(`a host object of kind ${kind}, which cannot be read here,`, start);
  }
}

/**
 * Creates an own property. @returns whether it is new. Assigns where possible, which is much faster:
 * no inherited setter or read-only property may interfere.
 */
function assign(object: object, key: PropertyKey, value: unknown): boolean {
  if (!(key in object)) {
    (object as Record<PropertyKey, unknown>)[key] = value;
    return true;
  }
  if (Object.hasOwn(object, key)) return false;
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return true;
}

function inWords(tag: number): string {
  const character =
    tag > 0x20 && tag < 0x7f ? ` (${JSON.stringify(String.fromCharCode(tag))})` : "";
  return `0x${tag.toString(16).padStart(2, "0")}${character}`;
}
