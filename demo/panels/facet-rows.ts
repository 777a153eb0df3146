import type { FacetInfo, ObjectInfo } from "tabd";
import type { ActorKey } from "../session/session.ts";

export interface FacetRow {
  readonly info: FacetInfo;
  readonly key: ActorKey & { readonly facet: readonly string[] };
}

/** All facets of an object, each after its parent. */
export function facetRows({ className, id, name, facets }: ObjectInfo): FacetRow[] {
  const rowsOf = (infos: readonly FacetInfo[], above: readonly string[]): FacetRow[] =>
    infos.flatMap((info) => {
      const facet = [...above, info.name];
      const row = { info, key: { className, id, name, facet } };
      return [row, ...rowsOf(info.facets, facet)];
    });
  return rowsOf(facets, []);
}
