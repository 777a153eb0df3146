import type { ActorStorage } from "../actor-storage.ts";
import { databasePath } from "../file-path.ts";
import type { NamespaceContext } from "../namespace-context.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import type { FacetActor } from "./facet-actor.ts";
import type { FacetIndex } from "./facet-index.ts";
import { FacetTree, type HoldOutput, readFacetIndex } from "./facet-tree.ts";
import { writeFacetFile } from "./facet-write.ts";

/** The facet files of all objects of a namespace. */
export class FacetFiles {
  readonly #storage: NamespaceStorage;
  readonly #context: NamespaceContext;
  /** For objects that have used facets, by the id of the root. */
  readonly #trees = new Map<string, FacetTree>();
  #pending = 0;

  constructor(storage: NamespaceStorage, context: NamespaceContext) {
    this.#storage = storage;
    this.#context = context;
  }

  /** Operations that read or write files of facets. */
  get pending(): number {
    return this.#pending;
  }

  /** The number of a facet of `parent`; assigns one to a new facet. */
  number(parent: FacetActor, name: string): Promise<number> {
    return this.#tree(parent).number(parent.place.number, name, holdOf(parent));
  }

  /** Deletes the databases of a facet and of all facets below it. */
  delete(parent: FacetActor, name: string): void {
    this.#tree(parent).deleteByName(parent.place.number, name, holdOf(parent));
  }

  /** Deletes the databases of all facets below `parent`. */
  deleteBelow(parent: FacetActor): void {
    this.#tree(parent).deleteBelow(parent.place.number, holdOf(parent));
  }

  /** Replaces a facet, and all facets below it, by a copy of another. */
  clone(parent: FacetActor, from: string, to: string): void {
    this.#tree(parent).clone(parent.place.number, from, to, holdOf(parent));
  }

  started(facet: FacetActor, className: string): void {
    this.#tree(facet).classNames.set(facet.place.number, className);
  }

  /** The class with which a facet was last started; undefined when it has not run. */
  classNameOf(id: string, number: number): string | undefined {
    return this.#trees.get(id)?.classNames.get(number);
  }

  /**
   * The index of an object's facets; do not change it. It is not cached for an object that has not
   * used facets.
   *
   * @throws {DiskError} when the disk fails.
   * @throws {Error} when its bytes are not an index.
   */
  index(id: string): Promise<FacetIndex> {
    return this.#trees.get(id)?.index() ?? readFacetIndex(this.#storage, this.#base(id));
  }

  /** Writes to the database of a facet that does not run: see {@link writeFacetFile}. */
  write<T>(
    rootId: string,
    number: number,
    use: (open: () => ActorStorage) => T | PromiseLike<T>,
  ): Promise<T> {
    const path = databasePath(this.#base(rootId), number);
    return writeFacetFile(this.#storage, path, this.#context.loop, use);
  }

  /** The files have been replaced. */
  clear(): void {
    this.#trees.clear();
  }

  #tree({ id }: FacetActor): FacetTree {
    let tree = this.#trees.get(id.hex);
    if (tree === undefined) {
      tree = new FacetTree(this.#storage, this.#base(id.hex), (operation) => {
        this.#pending++;
        return operation.finally(() => this.#pending--);
      });
      this.#trees.set(id.hex, tree);
    }
    return tree;
  }

  #base(id: string): string {
    return `${this.#context.key}/${id}`;
  }
}

function holdOf({ outputGate }: FacetActor): HoldOutput {
  return (durable) => outputGate.lockWhile(durable);
}
