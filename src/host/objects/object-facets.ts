import type { Actor } from "../../actor/actor.ts";
import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { FacetIndex } from "../../actor/facets/facet-index.ts";
import { parseFilePath } from "../../actor/file-path.ts";
import { type FoundObject, nameObject } from "./find-object.ts";
import type { HostServer } from "../host-server.ts";

/** So many facets are named to whoever asks for one that is not there. */
const NAMED = 10;

/** A facet at one moment. */
export interface ObjectFacet {
  readonly name: string;
  /** Its number in its object's index. */
  readonly number: number;
  /** Undefined where it does not run. */
  readonly actor: Actor | undefined;
  /** In bytes; 0 where it has no file. */
  readonly fileSize: number;
  readonly below: readonly ObjectFacet[];
}

/** In bytes, by the number of the facet. */
export type FacetSizes = ReadonlyMap<number, number>;

/**
 * The facets that an object has: those that run, have a file, or have such below them. An index
 * names all that there ever were.
 *
 * @param root the object, if it runs.
 */
export function facetsThere(
  index: FacetIndex,
  sizes: FacetSizes,
  root: Actor | undefined,
): readonly ObjectFacet[] {
  const actors = new Map([[0, root]]);
  const entries = [...index.all()];
  for (const { number, parent, name } of entries) {
    actors.set(number, actors.get(parent)?.facets.running(name));
  }
  const there = new Set<number>();
  for (const { number, parent } of entries.toReversed()) {
    if (actors.get(number) !== undefined || sizes.has(number)) there.add(number);
    if (there.has(number)) there.add(parent);
  }
  const below = new Map<number, ObjectFacet[]>([[0, []]]);
  for (const { number, parent, name } of entries) {
    if (!there.has(number)) continue;
    const own: ObjectFacet[] = [];
    below.set(number, own);
    const fileSize = sizes.get(number) ?? 0;
    below.get(parent)?.push({ name, number, actor: actors.get(number), fileSize, below: own });
  }
  return below.get(0) ?? [];
}

/**
 * The index of an object's facets.
 *
 * @throws {Error} when it cannot be read; the message names the file.
 */
export async function readIndexOf(namespace: ActorNamespace, id: string): Promise<FacetIndex> {
  try {
    return await namespace.facetFiles.index(id);
  } catch (cause) {
    const path = `${namespace.key}/${id}.facets`;
    throw new Error(
      `The facets cannot be told: their index ${path} cannot be read. ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The object or facet, if it runs. Starts nothing. */
export function runningActor({ namespace, id, facet }: FoundObject): Actor | undefined {
  let actor = namespace.findActor(id.hex);
  for (const name of facet) actor = actor?.facets.running(name);
  return actor;
}

/**
 * The number of the file of a facet; 0 for an object itself.
 *
 * @throws {Error} when there is no such facet: the message names those that there are.
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
  const all = facetsThere(index, sizes, namespace.findActor(id.hex));
  let found: ObjectFacet | undefined;
  for (const name of facet) {
    found = (found?.below ?? all).find((one) => one.name === name);
    if (found === undefined) throw noFacet(object, all);
  }
  return found?.number ?? 0;
}

/** Objects of this class store nothing, and so have no facets. */
export function noStorage(className: string): Error {
  return new Error(`Objects of class "${className}" have no storage: it is ephemeralLocal.`);
}

function noFacet(object: FoundObject, all: readonly ObjectFacet[]): Error {
  const root = nameObject({ ...object, facet: [] });
  const ways = all.flatMap((one) => waysTo(one, []));
  const named = ways.slice(0, NAMED).map((way) => JSON.stringify(way));
  const more = ways.length - named.length;
  const what =
    ways.length === 0
      ? "no facets: its code makes them, with ctx.facets.get()"
      : `${named.join(", ")}${more === 0 ? "" : ` and ${more} more: inspect.objects() lists them`}`;
  return new Error(`${root} has no facet ${JSON.stringify(object.facet)}. It has ${what}.`);
}

function waysTo({ name, below }: ObjectFacet, above: readonly string[]): string[][] {
  const way = [...above, name];
  return [way, ...below.flatMap((one) => waysTo(one, way))];
}
