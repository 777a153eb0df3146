/** The first 8 bytes of `<id>.facets`, little-endian (`server/facet-tree-index.h`). */
const MAGIC = 0xc4cdce5bc5b0ef57n;
const HEADER_SIZE = 8;

/** An entry: 16 bits parent's number, 16 bits length of the name in bytes, the name in UTF-8. */
const ENTRY_HEADER_SIZE = 4;

/** Numbers have 16 bits; 0 is the root. */
const MAX_FACETS = 0xffff;

export function beginsAsFacetIndex(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length >= HEADER_SIZE && view.getBigUint64(0, true) === MAGIC;
}

interface Entry {
  readonly parent: number;
  readonly name: string;
}

/**
 * The numbers of an object's facets at all depths: the content of `<id>.facets`. The root is 0.
 * Entries are never removed, so a number always means the same place.
 */
export class FacetIndex {
  /** The entry of number `n` is at `n - 1`. */
  readonly #entries: Entry[] = [];

  /**
   * @param bytes the file; empty when there is none.
   * @throws {Error} for bytes that are not an index.
   */
  constructor(bytes: Uint8Array) {
    if (bytes.length === 0) return;
    if (!beginsAsFacetIndex(bytes)) throw new Error("unknown magic number on facet tree index");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    for (let at = HEADER_SIZE; at + ENTRY_HEADER_SIZE <= bytes.length;) {
      const parent = view.getUint16(at, true);
      const end = at + ENTRY_HEADER_SIZE + view.getUint16(at + 2, true);
      // A crash cut off this entry before it was used.
      if (end > bytes.length || parent > this.#entries.length) break;
      const name = decoder.decode(bytes.subarray(at + ENTRY_HEADER_SIZE, end));
      this.#entries.push({ parent, name });
      at = end;
    }
  }

  /** Undefined for a facet without a number. */
  find(parent: number, name: string): number | undefined {
    const index = this.#entries.findIndex((one) => one.parent === parent && one.name === name);
    return index < 0 ? undefined : index + 1;
  }

  /** Assigns the next number to a facet. @throws {Error} when all are taken. */
  add(parent: number, name: string): number {
    if (this.#entries.length >= MAX_FACETS) {
      throw new Error("Maximum number of facets exceeded");
    }
    return this.#entries.push({ parent, name });
  }

  /** All facets in the order of their numbers, hence parents before children. */
  *all(): Iterable<{ readonly number: number; readonly parent: number; readonly name: string }> {
    for (const [index, entry] of this.#entries.entries()) yield { number: index + 1, ...entry };
  }

  /** The facets directly below `parent`. */
  children(parent: number): [name: string, number: number][] {
    return this.#entries.flatMap((one, index): [string, number][] =>
      one.parent === parent ? [[one.name, index + 1]] : [],
    );
  }

  /** The numbers of all facets below `parent`, at all depths. */
  descendants(parent: number): number[] {
    return this.children(parent).flatMap(([, number]) => [number].concat(this.descendants(number)));
  }

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
