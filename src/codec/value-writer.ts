import { elementsOf, isArrayIndex, namedKeys } from "./array-elements.ts";
import { brandOf } from "./brands.ts";
import type { Brand } from "./brands.ts";
import { varintSize } from "./byte-writer.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { couldNotBeCloned } from "./data-clone-error.ts";
import { HostKind, Tag } from "./tags.ts";
import type { ValueSink } from "./value-sink.ts";
import { viewBuffer } from "./views.ts";
import { writeError, writeLegacyError } from "./write-error.ts";
import { writeLeaf } from "./write-leaf.ts";

/** V8's small integers, 31 bits in workerd, are written as integers, all others as doubles. */
const SMALLEST_INTEGER = -(2 ** 30);
const LARGEST_INTEGER = 2 ** 30 - 1;

const mapForEach = Map.prototype.forEach;
const setForEach = Set.prototype.forEach;

/** Writes one value; numbers its objects for back references. */
export class ValueWriter implements ValueSink {
  readonly bytes: ByteWriter;
  readonly #external: ((value: object) => number | undefined) | undefined;
  readonly #enhancedErrors: boolean;
  readonly #numbers = new Map<object, number>();

  /** The arguments are those of `SerializeOptions`. */
  constructor(
    bytes: ByteWriter,
    external: ((value: object) => number | undefined) | undefined,
    enhancedErrors: boolean,
  ) {
    this.bytes = bytes;
    this.#external = external;
    this.#enhancedErrors = enhancedErrors;
  }

  /** Kept small: the stack frame's size limits how deeply values may be nested. */
  write(value: unknown): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) {
      return this.#primitive(value);
    }
    const brand = this.#begin(value);
    switch (brand) {
      case undefined:
        return;
      case "object":
        return this.#plainObject(value);
      case "array":
        return this.#array(value as unknown[]);
      case "map":
        return this.#map(value as Map<unknown, unknown>);
      case "set":
        return this.#set(value as Set<unknown>);
      case "error":
        return this.#enhancedErrors ? writeError(this, value) : writeLegacyError(this, value);
      default:
        return writeLeaf(this, value, brand);
    }
  }

  number(value: number): void {
    if (isSmallInteger(value)) {
      this.bytes.byte(Tag.int32);
      this.bytes.zigzag(value);
    } else {
      this.double(value);
    }
  }

  double(value: number): void {
    this.bytes.byte(Tag.double);
    this.bytes.double(value);
  }

  string(value: string): void {
    const { bytes } = this;
    const start = bytes.length;
    bytes.byte(Tag.oneByteString);
    bytes.varint(value.length);
    if (bytes.oneByteCharacters(value)) return;
    // Two-byte strings must begin at an even offset.
    bytes.length = start;
    const size = value.length * 2;
    if ((start + 1 + varintSize(size)) % 2 === 1) bytes.byte(Tag.padding);
    bytes.byte(Tag.twoByteString);
    bytes.varint(size);
    bytes.twoByteCharacters(value);
  }

  /** Writes the properties of `keys` that still exist. @returns their number */
  properties(object: object, keys: readonly string[]): number {
    let count = 0;
    for (const key of keys) {
      // A getter of an earlier property may have deleted this one.
      if (!Object.hasOwn(object, key)) continue;
      const value: unknown = (object as Record<string, unknown>)[key];
      if (isArrayIndex(key)) this.number(Number(key));
      else this.string(key);
      this.write(value);
      count++;
    }
    return count;
  }

  /** Begins a host object. */
  hostObject(kind: number): void {
    this.bytes.byte(Tag.hostObject);
    this.bytes.varint(kind);
  }

  #primitive(value: unknown): void {
    switch (typeof value) {
      case "number":
        return this.number(value);
      case "string":
        return this.string(value);
      case "boolean":
        return this.bytes.byte(value ? Tag.true : Tag.false);
      case "undefined":
        return this.bytes.byte(Tag.undefined);
      case "bigint":
        this.bytes.byte(Tag.bigint);
        return this.bytes.bigint(value);
      case "symbol":
        throw couldNotBeCloned(value);
      default:
        return this.bytes.byte(Tag.null);
    }
  }

  /** Numbers an object. @returns its brand; undefined if only a number was to be written */
  #begin(object: object): Brand | undefined {
    const number = this.#numbers.get(object);
    if (number !== undefined) {
      this.bytes.byte(Tag.reference);
      this.bytes.varint(number);
      return undefined;
    }
    const external = this.#external?.(object);
    const brand = external === undefined ? brandOf(object) : undefined;
    // A view's buffer is written and numbered before the view.
    if (brand === "view") this.write(viewBuffer(object as ArrayBufferView));
    this.#numbers.set(object, this.#numbers.size);
    if (external !== undefined) {
      this.hostObject(HostKind.external);
      this.bytes.varint(external);
    }
    return brand;
  }

  #plainObject(object: object): void {
    this.bytes.byte(Tag.object);
    const count = this.properties(object, Object.keys(object));
    this.bytes.byte(Tag.objectEnd);
    this.bytes.varint(count);
  }

  #array(array: readonly unknown[]): void {
    const { length } = array;
    let keys = Object.keys(array);
    const elements = elementsOf(array, keys, isSmallInteger);
    const dense = elements !== "sparse";
    this.bytes.byte(dense ? Tag.denseArray : Tag.sparseArray);
    this.bytes.varint(length);
    if (elements === "doubles") {
      for (let i = 0; i < length; i++) this.double(array[i] as number);
    } else if (elements === "packed") {
      for (let i = 0; i < length; i++) {
        const value = array[i];
        // A getter of an earlier element may have shortened the array.
        if (value === undefined && !Object.hasOwn(array, i)) this.bytes.byte(Tag.theHole);
        else this.write(value);
      }
      // A getter may have added a property to the array.
      keys = Object.keys(array);
    }
    const count = this.properties(array, dense ? namedKeys(keys) : keys);
    this.bytes.byte(dense ? Tag.denseArrayEnd : Tag.sparseArrayEnd);
    this.bytes.varint(count);
    this.bytes.varint(length);
  }

  #map(map: Map<unknown, unknown>): void {
    const entries: unknown[] = [];
    Reflect.apply(mapForEach, map, [
      (value: unknown, key: unknown) => void entries.push(key, value),
    ]);
    this.bytes.byte(Tag.map);
    for (const entry of entries) this.write(entry);
    this.bytes.byte(Tag.mapEnd);
    this.bytes.varint(entries.length);
  }

  #set(set: Set<unknown>): void {
    const entries: unknown[] = [];
    Reflect.apply(setForEach, set, [(value: unknown) => void entries.push(value)]);
    this.bytes.byte(Tag.set);
    for (const entry of entries) this.write(entry);
    this.bytes.byte(Tag.setEnd);
    this.bytes.varint(entries.length);
  }
}

function isSmallInteger(value: number): boolean {
  return (
    (value | 0) === value &&
    value >= SMALLEST_INTEGER &&
    value <= LARGEST_INTEGER &&
    !Object.is(value, -0)
  );
}
