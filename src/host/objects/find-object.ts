import { ActorId } from "../../codec/actor-id.ts";
import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { ActorSelector } from "../../protocol/actor-selector.ts";
import type { HostServer } from "../host-server.ts";

/** An object or facet that a selector names. It may not exist. */
export interface FoundObject {
  readonly namespace: ActorNamespace;
  readonly id: ActorId;
  /** The path of the facet; empty for the object itself. */
  readonly facet: readonly string[];
}

/**
 * Resolves a selector.
 *
 * @throws {Error} for an unknown class, or an id of another class.
 * @throws {TypeError} when `facet` is not an array of names.
 */
export function findObject(server: HostServer, selector: ActorSelector): FoundObject {
  const { className, id, name, facet } = (selector ?? {}) as Partial<ActorSelector>;
  if (typeof className !== "string") {
    throw new TypeError("Name the object: { className, id } or { className, name }.");
  }
  const namespace = server.namespace(className);
  return { namespace, id: findId(namespace, id, name ?? undefined), facet: readFacetPath(facet) };
}

/** The object's or facet's name in messages. */
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
    throw new TypeError(`Name the object of class "${className}" by its id or its name.`);
  }
  // In an ephemeral namespace any string is an id.
  if (ids === null) return new ActorId(String(hex ?? name));
  if (hex === undefined) return ids.idFromName(String(name));
  let id: ActorId;
  try {
    id = ids.idFromString(hex);
  } catch (cause) {
    throw new TypeError(
      `"${hex}" is not an id of class "${className}": inspect.objects() lists them. ` +
        (cause as Error).message,
      { cause },
    );
  }
  if (name !== undefined && !ids.idFromName(name).equals(id)) {
    throw new TypeError(`"${name}" is not the name of ${id.hex}: pass only one of the two.`);
  }
  return new ActorId(id.hex, name ?? namespace.nameOf(id.hex));
}

function readFacetPath(facet: unknown): readonly string[] {
  if (facet === undefined || facet === null) return [];
  if (Array.isArray(facet) && facet.every((name) => typeof name === "string")) return facet;
  throw new TypeError(
    'facet: must be an array of names: ["a"] for the object\'s facet "a", ["a", "b"] for the ' +
      'facet "b" of "a".',
  );
}
