/**
 * Selects an object by its id, or by the name that its id is made from. If both are given, they
 * must belong together.
 */
export interface ActorSelector {
  /** The class as the configuration names it. */
  readonly className: string;
  /** 64 hex digits; in an ephemeral namespace any string. */
  readonly id?: string | undefined;
  readonly name?: string | null | undefined;
  /**
   * The path of one of the object's facets: the name of its own facet first, then of the facet
   * below that. Names may be any text. Absent or empty: the object itself.
   */
  readonly facet?: readonly string[] | undefined;
}
