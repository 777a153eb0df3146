import { ActorId } from "../../actor/actor-id.ts";
import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { ActorSelector } from "../../protocol/actor-selector.ts";
import type { HostServer } from "../host-server.ts";

/** An object, or a facet of it, that somebody means, whether or not it is there. */
export interface FoundObject {
  readonly namespace: ActorNamespace;
  readonly id: ActorId;
  /** The way to the facet; empty for the object itself. */
  readonly facet: readonly string[];
}

/**
 * The object or the facet that is meant.
 *
 * @throws {Error} when there is no such class, or the id is none of it.
 * @throws {TypeError} when `facet` is no way to one.
 */
export function findObject(server: HostServer, selector: ActorSelector): FoundObject {
  const { className, id, name, facet } = (selector ?? {}) as Partial<ActorSelector>;
  if (typeof className !== "string") {
    throw new TypeError("Say which object is meant: { className, id } or { className, name }.");
  }
  const namespace = server.namespace(className);
  return { namespace, id: findId(namespace, id, name ?? undefined), facet: readWay(facet) };
}

/** How messages name an object or a facet. */
export function nameObject({ namespace, id, facet }: FoundObject): string {
  const name = id.name === undefined ? id.hex : JSON.stringify(id.name);
  const object = `object ${name} of class "${namespace.className}"`;
  return facet.length === 0
    ? `The ${object}`
    : `The facet ${JSON.stringify(facet)} of the ${object}`;
}

function findId(
  namespace: ActorNamespace,
  hex: string | undefined,
  name: string | undefined,
): ActorId {
  const { ids, className } = namespace;
  if (hex === undefined && name === undefined) {
    throw new TypeError(`Say which object of class "${className}" is meant: its id, or its name.`);
  }
  // In an ephemeral namespace any string is an id.
  if (ids === null) return new ActorId(String(hex ?? name));
  if (hex === undefined) return ids.idFromName(String(name));
  let id: ActorId;
  try {
    id = ids.idFromString(hex);
  } catch (cause) {
    throw new TypeError(
      `"${hex}" is no id of class "${className}": inspect.objects() lists them. ` +
        (cause as Error).message,
      { cause },
    );
  }
  if (name !== undefined && !ids.idFromName(name).equals(id)) {
    throw new TypeError(`"${name}" is not the name of ${id.hex}: give one of the two.`);
  }
  return new ActorId(id.hex, name ?? namespace.nameOf(id.hex));
}

function readWay(facet: unknown): readonly string[] {
  if (facet === undefined || facet === null) return [];
  if (Array.isArray(facet) && facet.every((name) => typeof name === "string")) return facet;
  throw new TypeError(
    "facet: must be an array of names, that of the object's own facet first: " +
      'facet: ["a"], and facet: ["a", "b"] for the facet "b" of that one.',
  );
}
