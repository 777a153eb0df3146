const DEFAULT_LIMIT = 1000;

/** Which part of a long list is asked for. */
export interface PageOfRows {
  readonly limit: number;
  readonly offset: number;
}

/** @throws {RangeError} for a number that is none, or below 0. */
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
  throw new RangeError(`${name}: must be a number from 0 on, not ${String(value)}.`);
}
