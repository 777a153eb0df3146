import type { FileImage } from "./file-image.ts";

interface Entry {
  readonly image: FileImage;
  opens: number;
}

/**
 * The open images of a disk and, within a budget of bytes, the images released last. A discarded
 * image is removed at once, but its users still release it. Until all of them have, each release of
 * that path counts as theirs, so that no image in use is dropped.
 */
export class ImageCache {
  readonly #budget: number;
  readonly #entries = new Map<string, Entry>();
  /** Bytes of each released image, least recently used first. */
  readonly #released = new Map<string, number>();
  /** Number of users that have not yet released a discarded image. */
  readonly #discarded = new Map<string, number>();
  #releasedBytes = 0;

  /** @param budget of released images, in bytes */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Opens a cached image; undefined if there is none. */
  open(path: string): FileImage | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    if (entry.opens++ === 0) this.#reclaim(path);
    return entry.image;
  }

  /** Adds an image that is not open yet. */
  add(path: string, image: FileImage): void {
    this.#entries.set(path, { image, opens: 0 });
  }

  /** The open images. */
  *inUse(): Generator<[path: string, image: FileImage]> {
    for (const [path, { image, opens }] of this.#entries) if (opens > 0) yield [path, image];
  }

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

  /** Removes an image, open or not. */
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
