import type { ActorNamespace, NamespaceStorage } from "../../actor/actor-namespace.ts";
import type {
  ObjectInfo,
  ObjectList,
  ObjectQuery,
  ObjectState,
} from "../../protocol/host-inspect.ts";
import { parseFilePath } from "../../actor/file-path.ts";
import type { HostServer } from "../host-server.ts";
import { readPage } from "./page-of-rows.ts";

/**
 * Every object that runs, has a file, or has WebSockets that wait for it. Reads the list of the
 * files and no file.
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
      await fileSizes(namespace, server.storageOf(namespace.className)),
    );
    const ids = lister.ids(search === undefined || search === "" ? undefined : String(search));
    const first = Math.max(0, offset - total);
    const room = limit - objects.length;
    objects.push(...ids.slice(first, first + room).map((id) => lister.describe(id)));
    total += ids.length;
  }
  return { objects, total };
}

/** By id. */
async function fileSizes(
  namespace: ActorNamespace,
  storage: NamespaceStorage | null,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (storage === null) return sizes;
  const prefix = `${namespace.key}/`;
  for (const { path, size } of await storage.disk.list(prefix)) {
    const { kind, id = "" } = parseFilePath(path) ?? {};
    if (kind === "object") sizes.set(id, size);
  }
  return sizes;
}

/** The objects of one namespace at one moment. */
class NamespaceObjects {
  readonly #namespace: ActorNamespace;
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #sockets: ReadonlySet<string>;

  constructor(namespace: ActorNamespace, sizes: ReadonlyMap<string, number>) {
    this.#namespace = namespace;
    this.#sizes = sizes;
    this.#sockets = new Set([...namespace.sockets()].map(([id]) => id));
  }

  /** Those in memory first; each part in the order of the ids. */
  ids(search: string | undefined): string[] {
    const running = new Set([...this.#namespace.running()].map(({ id }) => id.hex));
    const { problems } = this.#namespace.notes;
    const others = new Set([...this.#sizes.keys(), ...this.#sockets, ...problems.keys()]);
    for (const id of running) others.delete(id);
    const all = [...[...running].toSorted(), ...[...others].toSorted()];
    if (search === undefined) return all;
    const names = this.#names();
    return all.filter((id) => id.includes(search) || names.get(id)?.includes(search) === true);
  }

  describe(id: string): ObjectInfo {
    const { className, notes, alarms } = this.#namespace;
    const state = this.#state(id);
    const alarm = alarms?.pendingOf(id) ?? null;
    return {
      className,
      id,
      name: this.#namespace.nameOf(id) ?? null,
      state,
      problem: state === "broken" ? (notes.problems.get(id) ?? null) : null,
      nextAlarm: alarm?.nextTry ?? null,
      fileSize: this.#sizes.get(id) ?? 0,
    };
  }

  #state(id: string): ObjectState {
    const actor = this.#namespace.findActor(id);
    if (actor !== undefined) return actor.idle ? "idle" : "running";
    if (this.#sockets.has(id)) return "hibernating";
    return this.#namespace.notes.problems.has(id) ? "broken" : "cold";
  }

  /** All that are known, of those with an alarm too: their rows have them. */
  #names(): Map<string, string> {
    const { notes, alarms } = this.#namespace;
    const names = new Map(notes.names);
    for (const { actorId, actorName } of alarms?.pending(alarms.count()) ?? []) {
      if (actorName !== null) names.set(actorId, actorName);
    }
    return names;
  }
}
