import { md5 as hash } from "@noble/hashes/legacy.js";

/** The MD5 digest of `bytes`, 16 bytes. Web Crypto has no MD5. */
export function md5(bytes: Uint8Array): ArrayBuffer {
  return hash(bytes).buffer as ArrayBuffer;
}
