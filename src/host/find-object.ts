import { ActorId } from "../actor/actor-id.ts";
import type { ActorNamespace } from "../actor/actor-namespace.ts";
import type { ActorSelector } from "../protocol/actor-selector.ts";
import type { HostServer } from "./host-server.ts";

/** An object that somebody means, whether or not it is there. */
export interface FoundObject {
  readonly namespace: ActorNamespace;
  readonly id: ActorId;
}

/**
 * The object that is meant.
 *
 * @throws {Error} when there is no such class, or the id is none of it.
 */
export function findObject(server: HostServer, selector: ActorSelector): FoundObject {
  const { className, id, name } = (selector ?? {}) as Partial<ActorSelector>;
  if (typeof className !== "string") {
    throw new TypeError("Say which object is meant: { className, id } or { className, name }.");
  }
  const namespace = server.namespace(className);
  return { namespace, id: findId(namespace, id, name ?? undefined) };
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
