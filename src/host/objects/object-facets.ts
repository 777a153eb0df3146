import type { Actor } from "../../actor/actor.ts";
import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { FacetIndex } from "../../actor/facets/facet-index.ts";
import { parseFilePath } from "../../actor/file-path.ts";
import { type FoundObject, nameObject } from "./find-object.ts";
import type { HostServer } from "../host-server.ts";

/** The number of facets that an error message lists. */
const MAX_LISTED = 10;

export interface ObjectFacet {
  readonly name: string;
  /** Its number in the object's index. */
  readonly number: number;
  /** Undefined when it does not run. */
  readonly actor: Actor | undefined;
  /** In bytes; 0 when it has no file. */
  readonly fileSize: number;
  readonly below: readonly ObjectFacet[];
}

/** Sizes in bytes by facet number. */
export type FacetSizes = ReadonlyMap<number, number>;

/**
 * The existing facets of an object: those that run or have a file, and their parents. The index also
 * names deleted ones.
 *
 * @param root the object, if it runs.
 */
export function existingFacets(
  index: FacetIndex,
  sizes: FacetSizes,
  root: Actor | undefined,
): readonly ObjectFacet[] {
  const actors = new Map([[0, root]]);
  const entries = [...index.all()];
  for (const { number, parent, name } of entries) {
    actors.set(number, actors.get(parent)?.facets.running(name));
  }
  const existing = new Set<number>();
  for (const { number, parent } of entries.toReversed()) {
    if (actors.get(number) !== undefined || sizes.has(number)) existing.add(number);
    if (existing.has(number)) existing.add(parent);
  }
  const below = new Map<number, ObjectFacet[]>([[0, []]]);
  for (const { number, parent, name } of entries) {
    if (!existing.has(number)) continue;
    const own: ObjectFacet[] = [];
    below.set(number, own);
    const fileSize = sizes.get(number) ?? 0;
    below.get(parent)?.push({ name, number, actor: actors.get(number), fileSize, below: own });
  }
  return below.get(0) ?? [];
}

/**
 * @throws {Error} when the index cannot be read. The message names the file.
 */
export async function readIndexOf(namespace: ActorNamespace, id: string): Promise<FacetIndex> {
  try {
    return await namespace.facetFiles.index(id);
  } catch (cause) {
    const path = `${namespace.key}/${id}.facets`;
    throw new Error(
      `Cannot list the facets: their index ${path} cannot be read. ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The actor of an object or facet, if it runs. Starts nothing. */
export function runningActor({ namespace, id, facet }: FoundObject): Actor | undefined {
  let actor = namespace.findActor(id.hex);
  for (const name of facet) actor = actor?.facets.running(name);
  return actor;
}

/**
 * The number in a facet's file name; 0 for the object itself.
 *
 * @throws {Error} for an unknown facet. The message lists the existing ones.
 */
export async function facetNumber(server: HostServer, object: FoundObject): Promise<number> {
  const { namespace, id, facet } = object;
  if (facet.length === 0) return 0;
  const { className } = namespace;
  const storage = server.storageOf(className);
  if (storage === null) throw noStorage(className);
  const sizes = new Map<number, number>();
  for (const { path, size } of await storage.disk.list(`${namespace.key}/${id.hex}.`)) {
    const { kind, number } = parseFilePath(path) ?? {};
    if (kind === "facet" && number !== undefined) sizes.set(number, size);
  }
  const index = await readIndexOf(namespace, id.hex);
  const all = existingFacets(index, sizes, namespace.findActor(id.hex));
  let found: ObjectFacet | undefined;
  for (const name of facet) {
    found = (found?.below ?? all).find((one) => one.name === name);
    if (found === undefined) throw noFacet(object, all);
  }
  return found?.number ?? 0;
}

export function noStorage(className: string): Error {
  return new Error(`Objects of class "${className}" have no storage: it is ephemeralLocal.`);
}

function noFacet(object: FoundObject, all: readonly ObjectFacet[]): Error {
  const root = nameObject({ ...object, facet: [] });
  const paths = all.flatMap((one) => facetPaths(one, []));
  const listed = paths.slice(0, MAX_LISTED).map((path) => JSON.stringify(path));
  const more = paths.length - listed.length;
  const existing =
    paths.length === 0
      ? "no facets: its code makes them with ctx.facets.get()"
      : `${listed.join(", ")}${more === 0 ? "" : ` and ${more} more: inspect.objects() lists them`}`;
  return new Error(`${root} has no facet ${JSON.stringify(object.facet)}. It has ${existing}.`);
}

function facetPaths({ name, below }: ObjectFacet, above: readonly string[]): string[][] {
  const path = [...above, name];
  return [path, ...below.flatMap((one) => facetPaths(one, path))];
}
