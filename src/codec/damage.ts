/**
 * The error for invalid bytes: V8's message, then the problem and its place.
 *
 * @param offset in bytes from the beginning of the blob
 */
export function damage(problem: string, offset: number): DOMException {
  return new DOMException(
    `Unable to deserialize cloned data: ${problem} at byte ${offset}.`,
    "DataCloneError",
  );
}
