import type { Actor } from "./actor.ts";
import type { ActorId } from "./actor-id.ts";
import { HibernationManager } from "./hibernation-manager.ts";

/** The WebSockets that the runtime keeps for one object or facet. */
interface Kept {
  readonly id: string;
  /** The way to the facet; empty for the object itself. */
  readonly facet: readonly string[];
  readonly sockets: HibernationManager;
}

interface KeptSocketsOptions {
  /** The actor of an id, started where it does not run. */
  readonly getActor: (id: ActorId) => Actor;
  readonly now: () => number;
  /** A handler of the user's class has thrown. */
  readonly failed: (actor: Actor, error: unknown) => void;
}

/** The WebSockets that the runtime keeps for the objects of a namespace, and for their facets. */
export class KeptSockets {
  readonly #options: KeptSocketsOptions;
  readonly #all = new Map<string, Kept>();

  constructor(options: KeptSocketsOptions) {
    this.#options = options;
  }

  /** Those of an actor. */
  of(actor: Actor): HibernationManager {
    const { id } = actor;
    const key = keyOf(actor);
    const kept = this.#all.get(key);
    if (kept !== undefined) return kept.sockets;
    const { getActor, now, failed } = this.#options;
    const sockets = new HibernationManager({
      getActor: () => (actor.facet === undefined ? getActor(id) : actor),
      now,
      failed,
    });
    this.#all.set(key, { id: id.hex, facet: actor.facetPath, sockets });
    return sockets;
  }

  /** Who has any. */
  *list(): Iterable<Kept> {
    for (const kept of this.#all.values()) if (kept.sockets.size > 0) yield kept;
  }

  /** The actor has ended, and its sockets go on without it. */
  hibernate(actor: Actor): void {
    const sockets = this.#all.get(keyOf(actor))?.sockets;
    if (sockets !== undefined && sockets.size > 0) sockets.hibernate();
    else this.disconnect(actor);
  }

  disconnect(actor: Actor): void {
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

/** Facets have the id of their root, and sockets of their own. */
function keyOf({ id, facet }: Actor): string {
  return facet === undefined ? id.hex : `${id.hex}.${facet.place.number}`;
}
