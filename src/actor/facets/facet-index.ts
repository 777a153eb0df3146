/** `server/facet-tree-index.h`: how `<id>.facets` begins, as a little-endian number of 64 bits. */
const MAGIC = 0xc4cdce5bc5b0ef57n;
const HEADER_SIZE = 8;

/** An entry is its parent's number, the length of its name in bytes, and the name in UTF-8. */
const ENTRY_HEADER_SIZE = 4;

/** What a number of 16 bits can tell apart, the root included. */
const MAX_FACETS = 0xffff;

/** Whether a file begins as an index does. */
export function beginsAsFacetIndex(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length >= HEADER_SIZE && view.getBigUint64(0, true) === MAGIC;
}

interface Entry {
  readonly parent: number;
  readonly name: string;
}

/**
 * The numbers of an object's facets, at whatever depth: what `<id>.facets` holds on the disk. The
 * root is 0; entries are never taken out, so that a number always means the same place.
 */
export class FacetIndex {
  /** The entry of number `n` is at `n - 1`. */
  readonly #entries: Entry[] = [];

  /**
   * @param bytes the file; empty where there is none.
   * @throws {Error} for bytes that are no index.
   */
  constructor(bytes: Uint8Array) {
    if (bytes.length === 0) return;
    if (!beginsAsFacetIndex(bytes)) throw new Error("unknown magic number on facet tree index");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    for (let at = HEADER_SIZE; at + ENTRY_HEADER_SIZE <= bytes.length;) {
      const parent = view.getUint16(at, true);
      const end = at + ENTRY_HEADER_SIZE + view.getUint16(at + 2, true);
      // What a crash cut off was never used.
      if (end > bytes.length || parent > this.#entries.length) break;
      const name = decoder.decode(bytes.subarray(at + ENTRY_HEADER_SIZE, end));
      this.#entries.push({ parent, name });
      at = end;
    }
  }

  /** The number of a facet; undefined where it has none yet. */
  find(parent: number, name: string): number | undefined {
    const index = this.#entries.findIndex((one) => one.parent === parent && one.name === name);
    return index < 0 ? undefined : index + 1;
  }

  /** Gives a facet the next number. @throws {Error} when there is none left. */
  add(parent: number, name: string): number {
    if (this.#entries.length >= MAX_FACETS) {
      throw new Error("Maximum number of facets exceeded");
    }
    return this.#entries.push({ parent, name });
  }

  /** All facets in the order of their numbers: each comes behind the one that it is below. */
  *all(): Iterable<{ readonly number: number; readonly parent: number; readonly name: string }> {
    for (const [index, entry] of this.#entries.entries()) yield { number: index + 1, ...entry };
  }

  /** The facets directly below one, by name. */
  children(parent: number): [name: string, number: number][] {
    return this.#entries.flatMap((one, index): [string, number][] =>
      one.parent === parent ? [[one.name, index + 1]] : [],
    );
  }

  /** All facets below one, at whatever depth. */
  descendants(parent: number): number[] {
    return this.children(parent).flatMap(([, number]) => [number].concat(this.descendants(number)));
  }

  /** The file's bytes. */
  toBytes(): Uint8Array {
    const encoder = new TextEncoder();
    const names = this.#entries.map(({ name }) => encoder.encode(name));
    const size = names.reduce((sum, { length }) => sum + ENTRY_HEADER_SIZE + length, HEADER_SIZE);
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, MAGIC, true);
    let at = HEADER_SIZE;
    for (const [index, { parent }] of this.#entries.entries()) {
      const name = names[index] ?? new Uint8Array();
      view.setUint16(at, parent, true);
      view.setUint16(at + 2, name.length, true);
      bytes.set(name, at + ENTRY_HEADER_SIZE);
      at += ENTRY_HEADER_SIZE + name.length;
    }
    return bytes;
  }
}
