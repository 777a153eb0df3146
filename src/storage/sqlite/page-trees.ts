import { type FileImage, PAGE_SIZE } from "../disk/file-image.ts";
import type { Database } from "./database.ts";
import { beginsAsDatabase, pageSizeOf } from "./database-header.ts";
import type { PageFile } from "./page-file.ts";
import { SqliteError } from "./sqlite-error.ts";

/** Kinds of pages of a b-tree: https://sqlite.org/fileformat2.html#b_tree_pages */
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

const FILE_HEADER = 100;

/**
 * Looks for b-trees in which SQLite would read forever: a page with several parents, or rows that
 * claim more bytes than the file has. Without either, a read of all rows takes time in proportion to
 * the file. SQLite reads the schema only, after its tree was checked.
 *
 * @returns the first problem, as the end of a sentence; undefined if there is none. Other damage is
 *   SQLite's to report.
 */
export function treeProblem({ image }: PageFile, database: Database): string | undefined {
  if (image.size < FILE_HEADER || !beginsAsDatabase(image.view(0, FILE_HEADER))) return undefined;
  const pageSize = pageSizeOf(image.view(0, FILE_HEADER));
  if (pageSize !== PAGE_SIZE) return `its pages have ${pageSize} bytes, not ${PAGE_SIZE}`;
  const trees = new TreeWalk(image);
  const inSchema = trees.problem(1);
  if (inSchema !== undefined) return inSchema;
  for (const root of rootsIn(database)) {
    const problem = trees.problem(root);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function rootsIn(database: Database): number[] {
  try {
    const rows = database.all("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0");
    return rows.flat().map(Number);
  } catch (error) {
    if (error instanceof SqliteError) return [];
    throw error;
  }
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

  problem(root: number): string | undefined {
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
        this.#claimed += readNumber(page, isInterior ? cell + 4 : cell);
      }
      if (this.#claimed > this.#image.size) {
        return `the rows up to its page ${number} claim more bytes than it has`;
      }
    }
    return undefined;
  }

  #page(number: number): DataView {
    const bytes = this.#image.view((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** A number of one to nine bytes, big-endian, with seven bits in each but the ninth. */
function readNumber(view: DataView, start: number): number {
  let value = 0;
  for (let at = start; at < Math.min(start + 9, view.byteLength); at++) {
    const byte = view.getUint8(at);
    if (at === start + 8) return value * 256 + byte;
    value = value * 128 + (byte & 127);
    if (byte < 128) break;
  }
  return value;
}
