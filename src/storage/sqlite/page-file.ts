import type { ByteRange, FileChange } from "../disk/file-change.ts";
import { CHUNK_SIZE, type FileImage, PAGE_SIZE } from "../disk/file-image.ts";
import { diffPages, type PageRanges, pageWords, uniteRanges } from "./page-diff.ts";

const ZEROS = new Int32Array(PAGE_SIZE / 4);
const PAGE_END: PageRanges = [PAGE_SIZE - 4, PAGE_SIZE];

/** Changes of an image since the last `takeChanges()`. */
interface Changes {
  /** By page number. */
  readonly pages: Map<number, PageRanges>;
  replaced: boolean;
  /** The file's size at the last `takeChanges()`. */
  sizeTaken: number;
}

/** A file may be closed and reopened before its changes are taken, so they belong to the image. */
const changesOf = new WeakMap<FileImage, Changes>();

/**
 * One file of a disk and its changes since the last `takeChanges()`, across connections.
 *
 * SQLite writes to it only when a transaction commits. So `image` always has the last committed
 * state, and changes of several commits accumulate until the committer takes them.
 */
export class PageFile {
  /** The file's path on its disk. */
  readonly path: string;
  readonly image: FileImage;
  /**
   * True while sql.js does not write to this file, because SQLite has truncated it. The connection
   * then exports the whole content and resets this.
   */
  lost = false;
  readonly #changes: Changes;
  #memory: Int32Array | undefined;

  constructor(path: string, image: FileImage) {
    this.path = path;
    this.image = image;
    const changes = changesOf.get(image) ?? {
      pages: new Map(),
      replaced: false,
      sizeTaken: image.size,
    };
    changesOf.set(image, changes);
    this.#changes = changes;
  }

  /** Whether there are changes to take. */
  get dirty(): boolean {
    const { pages, replaced, sizeTaken } = this.#changes;
    // A file that did not exist and is empty has not changed.
    return pages.size > 0 || (replaced && this.image.size + sizeTaken > 0);
  }

  /**
   * Writes a page, as SQLite does when a transaction commits.
   *
   * @param offset of the page in the file, in bytes
   * @param page PAGE_SIZE bytes
   */
  writePage(offset: number, page: Uint8Array): void {
    if (offset % PAGE_SIZE !== 0 || page.length !== PAGE_SIZE) {
      throw new RangeError(`${this.path}: ${page.length} bytes at ${offset} are not a page`);
    }
    if (this.#changes.replaced || this.#record(offset, page)) this.image.write(offset, page);
  }

  /** Empties the file, which deletes it from the disk with the next commit. */
  replaceWithBlank(): void {
    this.replaceWith(new Uint8Array(0));
  }

  /** Replaces the whole content. */
  replaceWith(bytes: Uint8Array): void {
    this.image.truncate(0);
    this.image.write(0, bytes);
    this.#changes.pages.clear();
    this.#changes.replaced = true;
    this.lost = false;
  }

  /**
   * The changes since the last call, as copies; undefined if there are none. Applied to the file as
   * of then (bytes beyond its end are zero), they give the current file.
   *
   * @throws {Error} if the file is {@link lost}
   */
  takeChanges(): FileChange | undefined {
    if (this.lost) {
      throw new Error(
        `cannot take the changes of ${this.path}: SQLite truncated the file and its content could ` +
          "not be exported; open the file again from its disk",
      );
    }
    if (!this.dirty) return undefined;
    const { path, image } = this;
    const changes = this.#changes;
    const { replaced } = changes;
    const ranges = replaced ? wholeFile(image) : this.#copyRanges();
    changes.pages.clear();
    changes.replaced = false;
    changes.sizeTaken = image.size;
    return { path, size: image.size, replaced, ranges };
  }

  /** Records the changes of a page that is about to be written. @returns false if there are none */
  #record(offset: number, page: Uint8Array): boolean {
    const isNew = offset >= this.image.size;
    const before = isNew ? ZEROS : this.#wordsAt(offset);
    const inPlace = page.byteOffset % 4 === 0;
    let ranges = inPlace
      ? diffPages(before, this.#memoryWords(page.buffer), page.byteOffset / 4)
      : diffPages(before, pageWords(page, 0), 0);
    // A range must reach the file's new end, even if the bytes there are zero.
    if (isNew) ranges = uniteRanges(ranges, PAGE_END);
    if (ranges.length === 0) return false;
    const number = offset / PAGE_SIZE;
    const { pages } = this.#changes;
    const earlier = pages.get(number);
    pages.set(number, earlier === undefined ? ranges : uniteRanges(earlier, ranges));
    return true;
  }

  #wordsAt(offset: number): Int32Array {
    const within = offset % CHUNK_SIZE;
    const chunk = this.image.chunks[(offset - within) / CHUNK_SIZE];
    return chunk === undefined ? ZEROS : pageWords(chunk, within);
  }

  /** SQLite's memory as words. Cached, because it rarely changes. */
  #memoryWords(buffer: ArrayBufferLike): Int32Array {
    if (this.#memory?.buffer !== buffer) {
      this.#memory = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    }
    return this.#memory;
  }

  /** The changed ranges of all pages, in order. */
  #copyRanges(): ByteRange[] {
    const copied: ByteRange[] = [];
    const pages = [...this.#changes.pages.keys()];
    if (pages.length > 1) pages.sort((a, b) => a - b);
    for (const page of pages) {
      const ranges = this.#changes.pages.get(page) ?? [];
      for (let i = 0; i < ranges.length; i += 2) {
        const offset = page * PAGE_SIZE + (ranges[i] ?? 0);
        const end = page * PAGE_SIZE + (ranges[i + 1] ?? 0);
        copied.push({ offset, bytes: this.image.view(offset, end).slice() });
      }
    }
    return copied;
  }
}

/** The file's bytes, one range per chunk. */
function wholeFile(image: FileImage): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let offset = 0; offset < image.size; offset += CHUNK_SIZE) {
    const end = Math.min(offset + CHUNK_SIZE, image.size);
    ranges.push({ offset, bytes: image.view(offset, end).slice() });
  }
  return ranges;
}
