import type { ActorId } from "../../codec/actor-id.ts";
import type { ActorStorage } from "../actor-storage.ts";
import type { BreakCause } from "../break-cause.ts";
import type { OutputGate } from "../output-gate.ts";

/** An actor's position in the tree of facets below one object. */
export interface FacetPlace {
  /** Its number in the root's index; 0 for the root. */
  readonly number: number;
  /** The names that lead to it from the root; empty for the root. */
  readonly path: readonly string[];
}

export const ROOT_PLACE: FacetPlace = { number: 0, path: [] };

/** What a facet is started with. */
export interface FacetStart {
  /** The name under which the worker exports the class. */
  readonly className: string;
  readonly makeProps: () => unknown;
  /** `ctx.id` of the facet; undefined: its parent's id. */
  readonly id: unknown;
}

/** An actor as the facets use it. */
export interface FacetActor {
  readonly id: ActorId;
  readonly place: FacetPlace;
  readonly outputGate: OutputGate;
  /** Undefined before the storage is opened and after it is closed. */
  readonly openStorage: ActorStorage | undefined;
  break(error: object, cause: BreakCause): void;
}
