import type { FileImage } from "./file-image.ts";

interface Entry {
  readonly image: FileImage;
  opens: number;
}

/**
 * The images that a disk has given out, and, within a budget of bytes, those that were released
 * last. A discarded image is forgotten at once; its holders still release it, and until all of
 * them have, a release is counted as one of theirs, so that no image that is in use goes away.
 */
export class ImageCache {
  readonly #budget: number;
  readonly #entries = new Map<string, Entry>();
  /** Released images and their bytes, the longest unused first. */
  readonly #released = new Map<string, number>();
  /** Opens of discarded images that were not released yet. */
  readonly #discarded = new Map<string, number>();
  #releasedBytes = 0;

  /** @param budget bytes of released images to keep */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Opens an image that is here. */
  open(path: string): FileImage | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    if (entry.opens++ === 0) this.#reclaim(path);
    return entry.image;
  }

  /** Takes in an image that is about to be opened. */
  add(path: string, image: FileImage): void {
    this.#entries.set(path, { image, opens: 0 });
  }

  /** The images that somebody has open, and the paths of their files. */
  *inUse(): Generator<[path: string, image: FileImage]> {
    for (const [path, { image, opens }] of this.#entries) if (opens > 0) yield [path, image];
  }

  /** True while somebody has the file open. */
  isOpen(path: string): boolean {
    return (this.#entries.get(path)?.opens ?? 0) > 0;
  }

  release(path: string): void {
    const discarded = this.#discarded.get(path) ?? 0;
    if (discarded > 0) {
      if (discarded === 1) this.#discarded.delete(path);
      else this.#discarded.set(path, discarded - 1);
      return;
    }
    const entry = this.#entries.get(path);
    if (entry === undefined || entry.opens === 0 || --entry.opens > 0) return;
    const bytes = entry.image.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#released.set(path, bytes);
    this.#releasedBytes += bytes;
    for (const oldest of this.#released.keys()) {
      if (this.#releasedBytes <= this.#budget) break;
      this.#reclaim(oldest);
      this.#entries.delete(oldest);
    }
  }

  /** Forgets an image, whoever has it. */
  discard(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) return;
    this.#reclaim(path);
    this.#entries.delete(path);
    if (entry.opens > 0) {
      this.#discarded.set(path, (this.#discarded.get(path) ?? 0) + entry.opens);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#released.clear();
    this.#discarded.clear();
    this.#releasedBytes = 0;
  }

  #reclaim(path: string): void {
    this.#releasedBytes -= this.#released.get(path) ?? 0;
    this.#released.delete(path);
  }
}
