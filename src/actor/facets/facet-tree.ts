import { PageFile } from "../../storage/sqlite/page-file.ts";
import { databasePath } from "../file-path.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import { FacetIndex } from "./facet-index.ts";

/** Holds back the output of the object that requested a change until it is durable. */
export type HoldOutput = (durable: Promise<void>) => void;

/**
 * The files of one object's facets: `<id>.<number>.sqlite`, and `<id>.facets`, which maps names to
 * numbers (`server/server.c++:716-800`). Operations run one after another.
 */
export class FacetTree {
  readonly #storage: NamespaceStorage;
  /** `<uniqueKey>/<id>`. */
  readonly #base: string;
  /** The class with which each facet was last started, by number. */
  readonly classNames = new Map<number, string>();
  #index: FacetIndex | undefined;
  readonly #counted: <T>(operation: Promise<T>) => Promise<T>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param counted counts an operation until it ends */
  constructor(
    storage: NamespaceStorage,
    base: string,
    counted: <T>(operation: Promise<T>) => Promise<T>,
  ) {
    this.#storage = storage;
    this.#base = base;
    this.#counted = counted;
  }

  /** The index after all earlier operations; do not change it. */
  index(): Promise<FacetIndex> {
    return this.#next(() => this.#read());
  }

  /** The number of a facet. A new number is durable before the object's output leaves. */
  number(parent: number, name: string, hold: HoldOutput): Promise<number> {
    return this.#next(async () => {
      const index = await this.#read();
      return index.find(parent, name) ?? this.#add(index, parent, name, hold);
    });
  }

  /** Deletes all databases below an object. */
  deleteBelow(parent: number, hold: HoldOutput): void {
    this.#do(hold, async () => {
      const index = await this.#read();
      await this.#write(index.descendants(parent).map((one) => [one, undefined]));
    });
  }

  /** Deletes the databases of a facet and of all facets below it. */
  deleteByName(parent: number, name: string, hold: HoldOutput): void {
    this.#do(hold, async () => {
      const index = await this.#read();
      const number = index.find(parent, name) ?? this.#add(index, parent, name, hold);
      const all = [number, ...index.descendants(number)];
      await this.#write(all.map((one) => [one, undefined]));
    });
  }

  /** Replaces a facet, and all facets below it, by a copy of another. */
  clone(parent: number, from: string, to: string, hold: HoldOutput): void {
    this.#do(hold, async () => {
      const index = await this.#read();
      const target = index.find(parent, to) ?? this.#add(index, parent, to, hold);
      const source = index.find(parent, from);
      const contents = new Map<number, number | undefined>(
        [target, ...index.descendants(target)].map((one) => [one, undefined]),
      );
      const pair = (one: number, other: number): void => {
        contents.set(other, one);
        for (const [name, child] of index.children(one)) {
          pair(child, index.find(other, name) ?? this.#add(index, other, name, hold));
        }
      };
      if (source !== undefined) pair(source, target);
      await this.#write([...contents]);
    });
  }

  #do(hold: HoldOutput, task: () => Promise<void>): void {
    const done = this.#next(task);
    hold(done);
  }

  #next<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#counted(this.#last.then(task));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<FacetIndex> {
    this.#index ??= await readFacetIndex(this.#storage, this.#base);
    return this.#index;
  }

  #add(index: FacetIndex, parent: number, name: string, hold: HoldOutput): number {
    const number = index.add(parent, name);
    hold(this.#replace(`${this.#base}.facets`, () => index.toBytes()));
    return number;
  }

  /** @param contents pairs of a number and the number whose content it gets; undefined: deleted. */
  async #write(contents: readonly (readonly [number, number | undefined])[]): Promise<void> {
    // Pending commits of these files must be on the disk before the files are read and replaced.
    await this.#storage.committer.settled().catch(() => undefined);
    const bytes = await Promise.all(
      contents.map(async ([, from]) =>
        from === undefined ? undefined : readBytes(this.#storage, databasePath(this.#base, from)),
      ),
    );
    await Promise.all(
      contents.map(([number], i) =>
        this.#replace(databasePath(this.#base, number), () => bytes[i]),
      ),
    );
  }

  /** Resolves when the file durably has these bytes; undefined deletes it. */
  async #replace(path: string, bytes: () => Uint8Array | undefined): Promise<void> {
    const { disk, committer } = this.#storage;
    const file = new PageFile(path, await disk.open(path));
    file.replaceWith(bytes() ?? new Uint8Array(0));
    await committer.committed(file);
    disk.release(path);
  }
}

/**
 * The index of an object's facets as it is on the disk; an empty index when there is no file.
 *
 * @param base `<uniqueKey>/<id>`
 * @throws {DiskError} when the disk fails.
 * @throws {Error} when its bytes are not an index.
 */
export async function readFacetIndex(storage: NamespaceStorage, base: string): Promise<FacetIndex> {
  return new FacetIndex(await readBytes(storage, `${base}.facets`));
}

async function readBytes({ disk }: NamespaceStorage, path: string): Promise<Uint8Array> {
  const image = await disk.open(path);
  const bytes = image.toBytes();
  disk.release(path);
  return bytes;
}
