/** The length of the values that make a file large. Four rows fill a page, and none spills over. */
const VALUE_BYTES = 900;

/** The bytes of a row in the file, including its share of the B-tree. */
const ROW_BYTES = 1025;

/** How many rows make a file of about `megabytes`. */
export function fillerRows(megabytes: number): number {
  return Math.round((megabytes * 1_000_000) / ROW_BYTES);
}

export function fillerKey(row: number): string {
  return `filler/${String(row).padStart(8, "0")}`;
}

/** The same nonzero bytes for every contender. */
export const fillerValue: Uint8Array = Uint8Array.from(
  { length: VALUE_BYTES },
  (_, n) => (n * 31) % 251,
);

/** Rows of one transaction while a file is filled: about 4 MB. */
export const FILL_BATCH = 4000;

/** The value that is put: 110 bytes, another one each time. */
export function smallValue(n: number): Uint8Array {
  const value = new Uint8Array(110);
  new DataView(value.buffer).setFloat64(0, n);
  return value;
}
