import { utf8Length } from "../codec/utf8.ts";
import { MAX_VALUE_LENGTH } from "../storage/sqlite/policy/sql-limits.ts";

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** @throws {Error} for a key above SQLite's limit. */
export function checkKey(key: string): void {
  // Counting bytes is slow, and few keys are long enough to need it.
  if (key.length * MAX_BYTES_PER_UNIT <= MAX_VALUE_LENGTH) return;
  if (utf8Length(key) > MAX_VALUE_LENGTH) throw tooBig();
}

/** @throws {Error} for a row of `_cf_KV` above SQLite's limit. */
export function checkRecord(key: string, value: Uint8Array): void {
  const atMost = key.length * MAX_BYTES_PER_UNIT + value.length + MAX_HEADER;
  if (atMost <= MAX_VALUE_LENGTH) return;
  const keyLength = utf8Length(key);
  if (headerLength(keyLength, value.length) + keyLength + value.length > MAX_VALUE_LENGTH)
    throw tooBig();
}

/** The header's own length, and the serial types of two columns. */
const MAX_HEADER = 1 + 9 + 9;

/** The header length of a SQLite record with a text and a blob. */
function headerLength(textLength: number, blobLength: number): number {
  return 1 + varintLength(13 + 2 * textLength) + varintLength(12 + 2 * blobLength);
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

function tooBig(): Error {
  return new Error("string or blob too big: SQLITE_TOOBIG");
}
