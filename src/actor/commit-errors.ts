/** A commit that SQLite refused, for a deferred constraint say (`io/actor-sqlite.c++:1203`). */
export function commitError(cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    "Durable Object was reset and rolled back to its last known good state because the " +
      `application left the database in a state where constraints were violated: ${detail}`,
    { cause },
  );
}

/** A commit that the disk refused. */
export function diskError(cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `Durable Object was reset because its last writes could not be made durable: ${detail}`,
    { cause },
  );
}
