import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import type {
  FacetInfo,
  ObjectInfo,
  ObjectList,
  ObjectQuery,
  ObjectState,
} from "../../protocol/host-inspect.ts";
import type { FacetIndex } from "../../actor/facets/facet-index.ts";
import { parseFilePath } from "../../actor/file-path.ts";
import type { HostServer } from "../host-server.ts";
import { existingFacets, type ObjectFacet, readIndexOf } from "../objects/object-facets.ts";
import { readPage } from "./page-of-rows.ts";

/**
 * Every object that runs, has a file, or has hibernating WebSockets. Reads the list of files, and
 * the facet indexes of the listed objects only.
 */
export async function listObjects(server: HostServer, query: ObjectQuery): Promise<ObjectList> {
  const { limit, offset } = readPage(query);
  const { className, search } = query;
  const chosen = className === undefined ? server.namespaces : [server.namespace(className)];
  const objects: ObjectInfo[] = [];
  let total = 0;
  for (const namespace of chosen) {
    const lister = new NamespaceObjects(
      namespace,
      await filesOf(namespace, server.storageOf(namespace.className)),
    );
    const ids = lister.ids(search === undefined || search === "" ? undefined : String(search));
    const first = Math.max(0, offset - total);
    const room = limit - objects.length;
    objects.push(...(await lister.describe(ids.slice(first, first + room))));
    total += ids.length;
  }
  return { objects, total };
}

/** An object's files. Sizes in bytes. */
interface ObjectFiles {
  size: number;
  /** Whether it has a facet index. */
  index: boolean;
  /** Sizes by facet number. */
  readonly facets: Map<number, number>;
}

/** An entry for each object id. */
async function filesOf(
  namespace: ActorNamespace,
  storage: NamespaceStorage | null,
): Promise<Map<string, ObjectFiles>> {
  const all = new Map<string, ObjectFiles>();
  if (storage === null) return all;
  const prefix = `${namespace.key}/`;
  for (const { path, size } of await storage.disk.list(prefix)) {
    const file = parseFilePath(path);
    if (file === undefined || file.kind === "metadata") continue;
    const files = all.get(file.id) ?? { size: 0, index: false, facets: new Map() };
    all.set(file.id, files);
    if (file.kind === "object") files.size = size;
    else if (file.kind === "facets") files.index = true;
    else files.facets.set(file.number, size);
  }
  return all;
}

/** A namespace's objects at the moment of construction. */
class NamespaceObjects {
  readonly #namespace: ActorNamespace;
  readonly #files: ReadonlyMap<string, ObjectFiles>;
  readonly #sockets: ReadonlySet<string>;

  constructor(namespace: ActorNamespace, files: ReadonlyMap<string, ObjectFiles>) {
    this.#namespace = namespace;
    this.#files = files;
    this.#sockets = new Set([...namespace.sockets.list()].map(({ id }) => id));
  }

  /** Running objects first; both parts sorted by id. */
  ids(search: string | undefined): string[] {
    const running = new Set([...this.#namespace.running()].map(({ id }) => id.hex));
    const { problems } = this.#namespace.notes;
    const others = new Set([...this.#files.keys(), ...this.#sockets, ...problems.keys()]);
    for (const id of running) others.delete(id);
    const all = [...[...running].toSorted(), ...[...others].toSorted()];
    if (search === undefined) return all;
    const names = this.#names();
    return all.filter((id) => id.includes(search) || names.get(id)?.includes(search) === true);
  }

  async describe(ids: readonly string[]): Promise<ObjectInfo[]> {
    const indexes = await Promise.all(ids.map((id) => this.#index(id)));
    // Synchronous, so that all states are of one moment.
    return ids.map((id, i) => this.#describe(id, indexes[i]));
  }

  #describe(id: string, index: FacetIndex | Error | undefined): ObjectInfo {
    const { className, notes, alarms } = this.#namespace;
    const state = this.#state(id);
    const alarm = alarms?.pendingOf(id) ?? null;
    const files = this.#files.get(id);
    const known = index !== undefined && !(index instanceof Error);
    return {
      className,
      id,
      name: this.#namespace.nameOf(id) ?? null,
      state,
      problem: state === "broken" ? (notes.problems.get(id) ?? null) : null,
      nextAlarm: alarm?.nextTry ?? null,
      fileSize: files?.size ?? 0,
      facets: known
        ? existingFacets(index, files?.facets ?? new Map(), this.#namespace.findActor(id)).map(
            (one) => this.#describeFacet(id, one),
          )
        : [],
      facetsProblem: index instanceof Error ? index.message : null,
    };
  }

  #describeFacet(id: string, { name, number, actor, fileSize, below }: ObjectFacet): FacetInfo {
    return {
      name,
      className: this.#namespace.facetFiles.classNameOf(id, number) ?? null,
      state: actor === undefined ? "cold" : actor.idle ? "idle" : "running",
      fileSize,
      facets: below.map((one) => this.#describeFacet(id, one)),
    };
  }

  /** Undefined when the object has no index, and so no facets. */
  async #index(id: string): Promise<FacetIndex | Error | undefined> {
    if (this.#files.get(id)?.index !== true) return undefined;
    return readIndexOf(this.#namespace, id).catch((error: unknown) => error as Error);
  }

  #state(id: string): ObjectState {
    const actor = this.#namespace.findActor(id);
    if (actor !== undefined) return actor.idle ? "idle" : "running";
    if (this.#sockets.has(id)) return "hibernating";
    return this.#namespace.notes.problems.has(id) ? "broken" : "cold";
  }

  /** All known names, including those in the rows of alarms. */
  #names(): Map<string, string> {
    const { notes, alarms } = this.#namespace;
    const names = new Map(notes.names);
    for (const { actorId, actorName } of alarms?.pending(alarms.count()) ?? []) {
      if (actorName !== null) names.set(actorId, actorName);
    }
    return names;
  }
}
