/** SQLite's page size in every file of tabd, in bytes. */
export const PAGE_SIZE = 4096;

const PAGES_PER_CHUNK = 15;

/**
 * Bytes of a file in one record of a disk. Records of about 60 KiB load three times faster than
 * single pages. A page never crosses two chunks.
 */
export const CHUNK_SIZE = PAGE_SIZE * PAGES_PER_CHUNK;

/** The bytes of one file in memory, in chunks. {@link PageFile} tracks what changed in it. */
export class FileImage {
  /** The file's size in bytes. */
  size = 0;

  /**
   * Chunk `n` holds the bytes from `n * CHUNK_SIZE`. Each array is CHUNK_SIZE long; the last one may
   * be shorter, because most files have few pages and thousands of files may be open.
   */
  readonly chunks: Uint8Array[] = [];

  /**
   * The bytes `[start, end)`, as a view into the image. Both must lie in one chunk and below
   * `chunks.length * CHUNK_SIZE`.
   */
  view(start: number, end: number): Uint8Array {
    const chunk = Math.floor(start / CHUNK_SIZE);
    const base = chunk * CHUNK_SIZE;
    const bytes = this.chunks[chunk];
    if (bytes === undefined || end - base > CHUNK_SIZE) {
      throw new RangeError(`bytes ${start} to ${end} do not lie in one chunk of the file`);
    }
    return bytes.subarray(start - base, end - base);
  }

  /** Writes `bytes` at `offset` and grows the file as needed. */
  write(offset: number, bytes: Uint8Array): void {
    this.grow(offset + bytes.length);
    let done = 0;
    while (done < bytes.length) {
      const at = offset + done;
      const within = at % CHUNK_SIZE;
      const part = bytes.subarray(done, done + Math.min(CHUNK_SIZE - within, bytes.length - done));
      this.chunks[Math.floor(at / CHUNK_SIZE)]?.set(part, within);
      done += part.length;
    }
  }

  /** Makes the file at least `size` bytes long; new bytes are zero. */
  grow(size: number): void {
    for (let n = Math.max(0, this.chunks.length - 1); n * CHUNK_SIZE < size; n++) {
      const needed = Math.min(CHUNK_SIZE, size - n * CHUNK_SIZE);
      const chunk = this.chunks[n];
      if (chunk !== undefined && chunk.length >= needed) continue;
      const larger = new Uint8Array(capacity(needed));
      if (chunk !== undefined) larger.set(chunk);
      this.chunks[n] = larger;
    }
    if (size > this.size) this.size = size;
  }

  /** Cuts the file to `size` bytes. The bytes behind are zero if the file grows again. */
  truncate(size: number): void {
    if (size >= this.size) return;
    this.size = size;
    this.chunks.length = Math.ceil(size / CHUNK_SIZE);
    this.chunks.at(-1)?.fill(0, size - (this.chunks.length - 1) * CHUNK_SIZE);
  }

  /** The whole file as one new array. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.size);
    this.chunks.forEach((chunk, n) => {
      const start = n * CHUNK_SIZE;
      all.set(chunk.subarray(0, Math.min(CHUNK_SIZE, this.size - start)), start);
    });
    return all;
  }
}

/** Capacity for `needed` bytes of a chunk: doubles from one page on. */
function capacity(needed: number): number {
  let room = PAGE_SIZE;
  while (room < needed) room *= 2;
  return Math.min(room, CHUNK_SIZE);
}
