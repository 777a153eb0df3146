import { type FileImage, PAGE_SIZE } from "../disk/file-image.ts";
import { beginsAsDatabase, pageSizeOf } from "./database-header.ts";

/** Kinds of pages of a b-tree: https://sqlite.org/fileformat2.html#b_tree_pages */
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

const FILE_HEADER = 100;
/** The columns of the schema before `sql`: type, name, tbl_name, rootpage. */
const ROOT_COLUMN = 3;

/**
 * Looks for b-trees in which SQLite would read forever: a page with several parents, or rows that
 * claim more bytes than the file has. Without either, a read of all rows takes time in proportion to
 * the file. Does not use SQLite, and takes about as long as reading the file.
 *
 * @returns the first problem, as the end of a sentence; undefined if there is none. Other damage is
 *   SQLite's to report.
 */
export function treeProblem(image: FileImage): string | undefined {
  if (image.size < FILE_HEADER || !beginsAsDatabase(image.view(0, FILE_HEADER))) return undefined;
  const pageSize = pageSizeOf(image.view(0, FILE_HEADER));
  if (pageSize !== PAGE_SIZE) return `its pages have ${pageSize} bytes, not ${PAGE_SIZE}`;
  return new TreeWalk(image).problem();
}

class TreeWalk {
  readonly #image: FileImage;
  readonly #pages: number;
  readonly #visited: Uint8Array;
  #claimed = 0;

  constructor(image: FileImage) {
    this.#image = image;
    this.#pages = Math.floor(image.size / PAGE_SIZE);
    this.#visited = new Uint8Array(this.#pages + 1);
  }

  problem(): string | undefined {
    const roots: number[] = [];
    const inSchema = this.#walk(1, (page, cell) => {
      const root = this.#rootOf(page, cell);
      if (root !== undefined && root > 0) roots.push(root);
    });
    if (inSchema !== undefined) return inSchema;
    for (const root of roots) {
      const problem = this.#walk(root);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** @param leaf called with each row of a table's leaf: the page and the row's place in it */
  #walk(root: number, leaf?: (page: DataView, cell: number) => void): string | undefined {
    const left = [root];
    for (let number = left.pop(); number !== undefined; number = left.pop()) {
      if (number < 1 || number > this.#pages) continue;
      if (this.#visited[number] === 1) return `its page ${number} has several parents`;
      this.#visited[number] = 1;
      const page = this.#page(number);
      const header = number === 1 ? FILE_HEADER : 0;
      const type = page.getUint8(header);
      const isInterior = type === INTERIOR_INDEX || type === INTERIOR_TABLE;
      if (!isInterior && type !== LEAF_INDEX && type !== LEAF_TABLE) continue;
      const pointers = header + (isInterior ? 12 : 8);
      if (isInterior) left.push(page.getUint32(header + 8));
      const count = page.getUint16(header + 3);
      for (let at = pointers; at < pointers + 2 * count && at + 2 <= PAGE_SIZE; at += 2) {
        const cell = page.getUint16(at);
        if (cell + 4 > PAGE_SIZE) continue;
        if (isInterior) left.push(page.getUint32(cell));
        if (type === INTERIOR_TABLE) continue;
        this.#claimed += readNumber(page, isInterior ? cell + 4 : cell).value;
        if (type === LEAF_TABLE) leaf?.(page, cell);
      }
      if (this.#claimed > this.#image.size) {
        return `the rows up to its page ${number} claim more bytes than it has`;
      }
    }
    return undefined;
  }

  /** The root page that a row of the schema names. */
  #rootOf(page: DataView, cell: number): number | undefined {
    const length = readNumber(page, cell);
    const rowId = readNumber(page, length.end);
    const record = this.#payload(page, rowId.end, Math.min(length.value, this.#image.size));
    const header = readNumber(record, 0);
    let column = header.end;
    let value = header.value;
    for (let n = 0; n <= ROOT_COLUMN; n++) {
      const type = readNumber(record, column);
      const size = sizeOf(type.value);
      if (n === ROOT_COLUMN) return integerOf(record, value, type.value, size);
      column = type.end;
      value += size;
    }
    return undefined;
  }

  /** The bytes of a row, with those on overflow pages. */
  #payload(page: DataView, start: number, length: number): DataView {
    const bytes = new Uint8Array(length);
    const local = localLength(length);
    let done = copy(page, start, local, bytes, 0);
    let next = local < length && start + local + 4 <= PAGE_SIZE ? page.getUint32(start + local) : 0;
    while (done < length && next >= 1 && next <= this.#pages) {
      const overflow = this.#page(next);
      done += copy(overflow, 4, Math.min(PAGE_SIZE - 4, length - done), bytes, done);
      next = overflow.getUint32(0);
    }
    return new DataView(bytes.buffer);
  }

  #page(number: number): DataView {
    const bytes = this.#image.view((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** The bytes of a table's row that lie on its leaf. */
function localLength(length: number): number {
  const most = PAGE_SIZE - 35;
  if (length <= most) return length;
  const least = Math.floor(((PAGE_SIZE - 12) * 32) / 255) - 23;
  const local = least + ((length - least) % (PAGE_SIZE - 4));
  return local <= most ? local : least;
}

function copy(
  page: DataView,
  start: number,
  length: number,
  to: Uint8Array,
  offset: number,
): number {
  const rest = Math.max(0, Math.min(length, PAGE_SIZE - start));
  to.set(new Uint8Array(page.buffer, page.byteOffset + start, rest), offset);
  return length;
}

/** A number of one to nine bytes, big-endian, with seven bits in each but the ninth. */
function readNumber(view: DataView, start: number): { value: number; end: number } {
  let value = 0;
  for (let n = 0; n < 9; n++) {
    const at = start + n;
    if (at >= view.byteLength) return { value, end: at };
    const byte = view.getUint8(at);
    if (n === 8) return { value: value * 256 + byte, end: at + 1 };
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, end: at + 1 };
  }
  return { value, end: start + 9 };
}

/** The bytes of a value of this serial type. */
function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

function integerOf(
  record: DataView,
  start: number,
  type: number,
  size: number,
): number | undefined {
  if (type === 9) return 1;
  if (type < 1 || type > 6 || start + size > record.byteLength) return undefined;
  let value = 0;
  for (let n = 0; n < size; n++) value = value * 256 + record.getUint8(start + n);
  return value;
}
