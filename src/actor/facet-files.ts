import type { Actor } from "./actor.ts";
import type { NamespaceStorage } from "./actor-namespace.ts";
import { FacetTree, type HoldOutput } from "./facet-tree.ts";

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

  /** The files are others now. */
  clear(): void {
    this.#trees.clear();
  }

  #tree({ id }: Actor): FacetTree {
    let tree = this.#trees.get(id.hex);
    if (tree === undefined) {
      tree = new FacetTree(this.#storage, `${this.#directory}/${id.hex}`);
      this.#trees.set(id.hex, tree);
    }
    return tree;
  }
}

function holdOf({ outputGate }: Actor): HoldOutput {
  return (durable) => outputGate.lockWhile(durable);
}
