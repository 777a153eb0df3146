/** Minimum growth of the buffer, in bytes. */
const SMALLEST = 256;

/** Hexadecimal digits in 64 bits. */
const HEX_DIGITS = 16;

/** The length of a varint in bytes. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) size++;
  return size;
}

/** Writes the format's numbers and strings to a growing buffer. */
export class ByteWriter {
  #bytes = new Uint8Array(SMALLEST);
  #view = new DataView(this.#bytes.buffer);

  /** Bytes written. */
  length = 0;

  /** Size of the buffer, in bytes. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** A copy of the written bytes. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** An integer from 0 to 2^32 - 1. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.length++] = rest;
  }

  /** A 32-bit integer in zigzag encoding: short near zero. */
  zigzag(value: number): void {
    this.varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** The size in bytes and the sign, then 64-bit digits, lowest first. */
  bigint(value: bigint): void {
    if (value === 0n) return this.varint(0);
    const hex = (value < 0n ? -value : value).toString(16);
    const size = Math.ceil(hex.length / HEX_DIGITS) * 8;
    this.varint(((size << 1) | (value < 0n ? 1 : 0)) >>> 0);
    this.#reserve(size);
    for (let end = hex.length; end > 0; end -= HEX_DIGITS) {
      const digit = BigInt(`0x${hex.slice(Math.max(0, end - HEX_DIGITS), end)}`);
      this.#view.setBigUint64(this.length, digit, true);
      this.length += 8;
    }
  }

  /** Bytes, preceded by their number as a varint. */
  sized(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /**
   * Writes a string as Latin-1; writes nothing if a character does not fit.
   *
   * @returns whether it was written
   */
  oneByteCharacters(text: string): boolean {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    const start = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0xff) return false;
      bytes[start + i] = unit;
    }
    this.length = start + text.length;
    return true;
  }

  /** Writes a string as UTF-16. */
  twoByteCharacters(text: string): void {
    this.#reserve(text.length * 2);
    const bytes = this.#bytes;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      bytes[at++] = unit & 0xff;
      bytes[at++] = unit >> 8;
    }
    this.length = at;
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, needed));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
