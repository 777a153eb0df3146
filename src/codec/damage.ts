/**
 * The error of bytes that are no value: V8's own words for it, then what is wrong and where.
 *
 * @param offset in bytes from the beginning of the blob.
 */
export function damage(problem: string, offset: number): DOMException {
  return new DOMException(
    `Unable to deserialize cloned data: ${problem} at byte ${offset}.`,
    "DataCloneError",
  );
}
