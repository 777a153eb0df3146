/** A path on a disk, parsed. */
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
  /** The facet's number; 0 for every other kind. */
  readonly number: number;
}

/** Not limited to 64 hexadecimal digits: files of other runtimes and of tests have other ids. */
const PATH = /^(.+)\/(?:(metadata)\.sqlite|([^/]+?)(?:\.(\d+)\.sqlite|\.(facets)|\.sqlite))$/;

/**
 * The path of the database of an object or facet (`server/server.c++:716`).
 *
 * @param base `<uniqueKey>/<id>`
 * @param number the facet's number; 0 for the object itself.
 */
export function databasePath(base: string, number: number): string {
  return number === 0 ? `${base}.sqlite` : `${base}.${number}.sqlite`;
}

/** Undefined for a path that tabd does not use. */
export function parseFilePath(path: string): FilePath | undefined {
  const [, uniqueKey, metadata, id = "", facet, facets] = PATH.exec(path) ?? [];
  if (uniqueKey === undefined) return undefined;
  if (metadata !== undefined) return { uniqueKey, kind: "metadata", id: "", number: 0 };
  const kind = facet !== undefined ? "facet" : facets !== undefined ? "facets" : "object";
  return { uniqueKey, kind, id, number: Number(facet ?? 0) };
}
