import type { ActorId } from "../codec/actor-id.ts";
import type { IoActor } from "./io-actor.ts";
import type { FacetPlace } from "./facets/facet-actor.ts";
import { HibernationManager } from "./hibernation-manager.ts";

interface SocketActor extends IoActor {
  readonly place: FacetPlace;
}

/** The WebSockets that the runtime keeps for one object or facet. */
interface Kept {
  readonly id: string;
  /** The names that lead to the facet; empty for the object itself. */
  readonly facet: readonly string[];
  readonly sockets: HibernationManager;
}

interface KeptSocketsOptions {
  /** Returns the actor of an id; starts it when it does not run. */
  readonly getActor: (id: ActorId) => IoActor;
  readonly now: () => number;
  /** A handler of the user's class has thrown. */
  readonly failed: (actor: IoActor, error: unknown) => void;
}

/** The WebSockets that the runtime keeps for the objects of a namespace and their facets. */
export class KeptSockets {
  readonly #options: KeptSocketsOptions;
  readonly #all = new Map<string, Kept>();

  constructor(options: KeptSocketsOptions) {
    this.#options = options;
  }

  of(actor: SocketActor): HibernationManager {
    const { id, place } = actor;
    const key = keyOf(actor);
    const kept = this.#all.get(key);
    if (kept !== undefined) return kept.sockets;
    const { getActor, now, failed } = this.#options;
    const sockets = new HibernationManager({
      getActor: () => (place.number === 0 ? getActor(id) : actor),
      now,
      failed,
    });
    this.#all.set(key, { id: id.hex, facet: place.path, sockets });
    return sockets;
  }

  /** The objects and facets that have sockets. */
  *list(): Iterable<Kept> {
    for (const kept of this.#all.values()) if (kept.sockets.size > 0) yield kept;
  }

  /** The actor was evicted; its sockets stay open. */
  hibernate(actor: SocketActor): void {
    const sockets = this.#all.get(keyOf(actor))?.sockets;
    if (sockets !== undefined && sockets.size > 0) sockets.hibernate();
    else this.disconnect(actor);
  }

  disconnect(actor: SocketActor): void {
    const key = keyOf(actor);
    const sockets = this.#all.get(key)?.sockets;
    this.#all.delete(key);
    sockets?.disconnect();
  }

  disconnectAll(): void {
    for (const { sockets } of this.#all.values()) sockets.disconnect();
    this.#all.clear();
  }
}

/** Facets share the id of their root. */
function keyOf({ id, place }: SocketActor): string {
  return `${id.hex}.${place.number}`;
}
