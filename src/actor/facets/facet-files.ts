import type { Actor } from "../actor.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import type { ActorStorage } from "../actor-storage.ts";
import type { FacetIndex } from "./facet-index.ts";
import { FacetTree, type HoldOutput, readFacetIndex } from "./facet-tree.ts";
import { writeFacetFile } from "./facet-write.ts";
import { databasePath } from "../file-path.ts";

/** The files of the facets of all objects of a namespace. */
export class FacetFiles {
  readonly #storage: NamespaceStorage;
  /** The namespace's directory: its `uniqueKey`. */
  readonly #directory: string;
  /** Of the objects that have used facets, by the id of the root. */
  readonly #trees = new Map<string, FacetTree>();

  constructor(storage: NamespaceStorage, directory: string) {
    this.#storage = storage;
    this.#directory = directory;
  }

  /** The number of a facet of `parent`; a new one where it has none. */
  number(parent: Actor, name: string): Promise<number> {
    return this.#tree(parent).number(parent.facetNumber, name, holdOf(parent));
  }

  /** Deletes a facet's database, and those of all below it. */
  delete(parent: Actor, name: string): void {
    this.#tree(parent).deleteByName(parent.facetNumber, name, holdOf(parent));
  }

  /** Deletes the databases of all facets below `parent`. */
  deleteBelow(parent: Actor): void {
    this.#tree(parent).deleteBelow(parent.facetNumber, holdOf(parent));
  }

  /** Puts a copy of one facet, and of all below it, in the place of another. */
  clone(parent: Actor, from: string, to: string): void {
    this.#tree(parent).clone(parent.facetNumber, from, to, holdOf(parent));
  }

  /** A facet is being made. */
  started(facet: Actor, className: string): void {
    this.#tree(facet).classNames.set(facet.facetNumber, className);
  }

  /** What the facet of a number was made of last; undefined where it has not run. */
  classNameOf(id: string, number: number): string | undefined {
    return this.#trees.get(id)?.classNames.get(number);
  }

  /**
   * The index of an object's facets, to be read only. Nothing is kept of it for an object that has
   * not used any.
   *
   * @throws {DiskError} when the disk fails.
   * @throws {Error} when its bytes are no index.
   */
  index(id: string): Promise<FacetIndex> {
    return this.#trees.get(id)?.index() ?? readFacetIndex(this.#storage, this.#base(id));
  }

  /** Lets `use` write in the database of a facet that does not run: see {@link writeFacetFile}. */
  write<T>(
    root: Actor,
    number: number,
    use: (open: () => ActorStorage) => T | PromiseLike<T>,
  ): Promise<T> {
    const path = databasePath(this.#base(root.id.hex), number);
    return writeFacetFile(this.#storage, path, root.loop, use);
  }

  /** The files are others now. */
  clear(): void {
    this.#trees.clear();
  }

  #tree({ id }: Actor): FacetTree {
    let tree = this.#trees.get(id.hex);
    if (tree === undefined) {
      tree = new FacetTree(this.#storage, this.#base(id.hex));
      this.#trees.set(id.hex, tree);
    }
    return tree;
  }

  #base(id: string): string {
    return `${this.#directory}/${id}`;
  }
}

function holdOf({ outputGate }: Actor): HoldOutput {
  return (durable) => outputGate.lockWhile(durable);
}
