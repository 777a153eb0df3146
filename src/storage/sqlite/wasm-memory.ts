import { encodeUtf8, decodeUtf8 } from "../../codec/utf8.ts";
import type { SqlJs } from "./sql-js.ts";
import { openSqlJs } from "./sql-js.ts";
import { SqliteError, SQLITE_NOMEM } from "./sqlite-error.ts";

/** Size of the reused block for arguments, in bytes. Longer arguments get their own block. */
const SCRATCH_SIZE = 64 * 1024;

/** Below this many characters a loop is faster than TextEncoder and TextDecoder. */
const SHORT = 256;

/** An argument in SQLite's memory. */
interface Placed {
  readonly pointer: number;
  /** In bytes, without a terminating zero. */
  readonly length: number;
}

/**
 * SQLite's memory, for passing texts and bytes.
 *
 * sql.js does not export its memory, and replaces the buffer when it grows. A file with our own
 * content object receives it, because SQLite writes pages from views into it (`memfs-contents.ts`).
 */
export class WasmMemory {
  readonly #module: SqlJs;
  /** A database without tables, for `#capture()`. */
  readonly #blank: Uint8Array;
  #bytes: Uint8Array = new Uint8Array(0);
  readonly #scratch: number;
  readonly #placed = { pointer: 0, length: 0 };
  /** Space for two output pointers. */
  readonly out: number;

  constructor(module: SqlJs, blank: Uint8Array) {
    this.#module = module;
    this.#blank = blank;
    this.#scratch = this.#allocate(SCRATCH_SIZE);
    this.out = this.#allocate(8);
    this.#capture();
  }

  /** The current memory. Don't keep it: memory growth replaces it. */
  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#capture();
    return this.#bytes;
  }

  /** Passes a text to `use` as zero-terminated UTF-8, valid during the call. @returns its result */
  withText<T>(text: string, use: (text: Placed) => T): T {
    if (text.length < SHORT && this.#placeAscii(text)) return use(this.#placed);
    const bytes = encodeUtf8(text);
    return this.#withBlock(bytes.length + 1, (pointer) => {
      this.bytes.set(bytes, pointer);
      this.bytes[pointer + bytes.length] = 0;
      return use({ pointer, length: bytes.length });
    });
  }

  /** Passes bytes to `use`, as `withText()` does. */
  withBytes<T>(bytes: Uint8Array, use: (bytes: Placed) => T): T {
    return this.#withBlock(Math.max(bytes.length, 1), (pointer) => {
      this.bytes.set(bytes, pointer);
      return use({ pointer, length: bytes.length });
    });
  }

  readText(pointer: number, length: number): string {
    const bytes = this.bytes;
    if (length < SHORT) {
      let text = "";
      for (let i = pointer; i < pointer + length; i++) {
        const byte = bytes[i] ?? 0;
        if (byte >= 0x80) return decodeUtf8(bytes.subarray(pointer, pointer + length));
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return decodeUtf8(bytes.subarray(pointer, pointer + length));
  }

  /** A copy of `length` bytes. */
  readBytes(pointer: number, length: number): Uint8Array {
    return this.bytes.slice(pointer, pointer + length);
  }

  readPointer(pointer: number): number {
    const bytes = this.bytes;
    return new DataView(bytes.buffer).getUint32(pointer, true);
  }

  writePointer(pointer: number, value: number): void {
    const bytes = this.bytes;
    new DataView(bytes.buffer).setUint32(pointer, value, true);
  }

  /** Writes a short text to the scratch block if it is ASCII. */
  #placeAscii(text: string): boolean {
    const bytes = this.bytes;
    const pointer = this.#scratch;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) return false;
      bytes[pointer + i] = unit;
    }
    bytes[pointer + text.length] = 0;
    this.#placed.pointer = pointer;
    this.#placed.length = text.length;
    return true;
  }

  #withBlock<T>(size: number, use: (pointer: number) => T): T {
    if (size <= SCRATCH_SIZE) return use(this.#scratch);
    const pointer = this.#allocate(size);
    try {
      return use(pointer);
    } finally {
      this.#module._free(pointer);
    }
  }

  #allocate(size: number): number {
    const pointer = this.#module._malloc(size);
    if (pointer === 0) throw new SqliteError(SQLITE_NOMEM, "out of memory");
    return pointer;
  }

  /** Makes SQLite write a page to our own content object: the page is a view into its memory. */
  #capture(): void {
    const contents = {
      length: 0x7fffffff,
      buffer: undefined as ArrayBufferLike | undefined,
      subarray: (start: number, end: number) => this.#blank.subarray(start, end),
      set(bytes: { readonly buffer: ArrayBufferLike }) {
        this.buffer = bytes.buffer;
      },
    };
    const data = {
      length: this.#blank.length,
      subarray: contents.subarray,
      slice: () => contents,
    };
    const database = openSqlJs(this.#module, data);
    try {
      database.run(WRITE);
    } finally {
      database.close();
    }
    if (contents.buffer === undefined) {
      throw new Error(
        "tabd cannot use this build of sql.js: its memory is not accessible, because it copies " +
          "the content of a file; use sql.js 1.16",
      );
    }
    this.#bytes = new Uint8Array(contents.buffer);
  }
}

const WRITE = "PRAGMA journal_mode=MEMORY; PRAGMA user_version=1";
