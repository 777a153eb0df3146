import { md5 as hash } from "@noble/hashes/legacy.js";

/** The MD5 digest of `bytes`, which browsers do not make: 16 bytes, in a buffer of their own. */
export function md5(bytes: Uint8Array): ArrayBuffer {
  return hash(bytes).buffer as ArrayBuffer;
}
