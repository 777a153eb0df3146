/**
 * Which object is meant: by its id, or by the name that its id is made from. Both may be given, as
 * what lists objects gives them; they must then belong together.
 */
export interface ActorSelector {
  /** The class as the configuration names it. */
  readonly className: string;
  /** 64 hex digits; in an ephemeral namespace any string. */
  readonly id?: string | undefined;
  readonly name?: string | null | undefined;
  /**
   * The way to one of the object's facets: the name of its own facet first, then of the one below
   * that. Names may be any text. Default, and where it is empty: the object itself.
   */
  readonly facet?: readonly string[] | undefined;
}
