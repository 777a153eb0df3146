import { damage } from "./damage.ts";
import { decodeUtf8 } from "./utf8.ts";

/** Characters per call of `String.fromCharCode()`. */
const STEP = 8192;

/** Reads the format's numbers and strings; throws at the end of the bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** Offset of the next byte. */
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes left. */
  get remaining(): number {
    return this.#bytes.length - this.offset;
  }

  /** The next byte without consuming it; undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.offset];
  }

  byte(what: string): number {
    return this.#bytes[this.#advance(1, what)] ?? 0;
  }

  /** An integer from 0 to 2^32 - 1; bits beyond it are dropped, as in V8. */
  varint(what: string): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.byte(what);
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
      shift += 7;
    }
  }

  zigzag(what: string): number {
    const value = this.varint(what);
    return (value >>> 1) ^ -(value & 1);
  }

  double(what: string): number {
    return this.#view.getFloat64(this.#advance(8, what), true);
  }

  /** A view of the next `length` bytes. */
  raw(length: number, what: string): Uint8Array {
    const start = this.#advance(length, what);
    return this.#bytes.subarray(start, start + length);
  }

  /** UTF-8 text, preceded by its length in bytes as a varint. */
  sizedUtf8(what: string): string {
    return decodeUtf8(this.raw(this.varint(what), what));
  }

  /** A Latin-1 string of `length` characters. */
  oneByteCharacters(length: number, what: string): string {
    return textOf(this.raw(length, what));
  }

  /** A UTF-16 string of `length` bytes. */
  twoByteCharacters(length: number, what: string): string {
    if (length % 2 !== 0) throw damage(`${what} of an odd number of bytes`, this.offset);
    const units = new Uint16Array(length / 2);
    let at = this.#advance(length, what);
    for (let i = 0; i < units.length; i++, at += 2) units[i] = this.#view.getUint16(at, true);
    return textOf(units);
  }

  /** Consumes `count` bytes. @returns the offset of the first */
  #advance(count: number, what: string): number {
    const start = this.offset;
    if (count > this.remaining) {
      throw damage(`${what} needs ${count} bytes where ${this.remaining} are left`, start);
    }
    this.offset = start + count;
    return start;
  }
}

function textOf(units: Uint8Array | Uint16Array): string {
  if (units.length <= STEP) return Reflect.apply(String.fromCharCode, null, units);
  let text = "";
  for (let i = 0; i < units.length; i += STEP) {
    text += Reflect.apply(String.fromCharCode, null, units.subarray(i, i + STEP));
  }
  return text;
}
