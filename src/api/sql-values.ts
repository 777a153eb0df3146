import type { SqlValue } from "../storage/sqlite/database.ts";
import { toText } from "./arguments.ts";

/** SQL values as user code gets them. */
export type SqlStorageValue = ArrayBuffer | string | number | null;

/**
 * Converts a value of user code for binding (`api/sql.h:29`, `jsg/value.h:757-795`): numbers become
 * REAL, buffers and their views blobs, null and undefined NULL, all else text.
 *
 * @throws {TypeError} for a symbol or a bigint; or the error of the value's `toString()`.
 */
export function toBinding(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") throw new TypeError("Cannot convert a BigInt value to a number");
  if (ArrayBuffer.isView(value)) {
    // A detached buffer cannot be read.
    if (value.byteLength === 0) return new Uint8Array();
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  if (isBuffer(value)) {
    return value.byteLength === 0 ? new Uint8Array() : new Uint8Array(value).slice();
  }
  return toText(value);
}

export function fromSql(value: SqlValue): SqlStorageValue {
  if (!(value instanceof Uint8Array)) return value;
  return value.slice().buffer as ArrayBuffer;
}

function isBuffer(value: unknown): value is ArrayBuffer | SharedArrayBuffer {
  if (value instanceof ArrayBuffer) return true;
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}
