const DEFAULT_LIMIT = 1000;

/** The requested part of a list. */
export interface PageOfRows {
  readonly limit: number;
  readonly offset: number;
}

/** @throws {RangeError} for values that are not numbers from 0. */
export function readPage(query: {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}): PageOfRows {
  return {
    limit: readCount("limit", query.limit ?? DEFAULT_LIMIT),
    offset: readCount("offset", query.offset ?? 0),
  };
}

function readCount(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0) return Math.floor(value);
  throw new RangeError(`${name}: must be a number of at least 0, not ${String(value)}.`);
}
