/** What a file of a disk is, by its path. */
export interface FilePath {
  readonly uniqueKey: string;
  readonly kind:
    | "metadata"
    /** An object's database. */
    | "object"
    /** The database of a facet of an object. */
    | "facet"
    /** The index of an object's facets. */
    | "facets";
  /** The object's id; empty for `metadata`. */
  readonly id: string;
  /** The facet's number; 0 for all but `facet`. */
  readonly number: number;
}

/** Ids of tests and of other runtimes may be anything that is a file's name. */
const PATH = /^(.+)\/(?:(metadata)\.sqlite|([^/]+?)(?:\.(\d+)\.sqlite|\.(facets)|\.sqlite))$/;

/**
 * The path of an object's database, and of its facets' (`server/server.c++:716`).
 *
 * @param base `<uniqueKey>/<id>`
 * @param number the facet's; 0: the object itself.
 */
export function databasePath(base: string, number: number): string {
  return number === 0 ? `${base}.sqlite` : `${base}.${number}.sqlite`;
}

/** Undefined for a path that is none of a disk's. */
export function parseFilePath(path: string): FilePath | undefined {
  const [, uniqueKey, metadata, id = "", facet, facets] = PATH.exec(path) ?? [];
  if (uniqueKey === undefined) return undefined;
  if (metadata !== undefined) return { uniqueKey, kind: "metadata", id: "", number: 0 };
  const kind = facet !== undefined ? "facet" : facets !== undefined ? "facets" : "object";
  return { uniqueKey, kind, id, number: Number(facet ?? 0) };
}
