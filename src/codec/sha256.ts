/**
 * SHA-256 and its HMAC (FIPS 180-4, RFC 2104). Ids need a synchronous hash, which `crypto.subtle`
 * lacks, and a library would add 3 kB to the page.
 */

const BLOCK = 64;

/** The first 32 bits of the fractional parts of the primes' roots: square (2) or cube (3). */
function fractions(count: number, degree: 2n | 3n): Uint32Array {
  const words = new Uint32Array(count);
  for (let prime = 2, found = 0; found < count; prime++) {
    if (!isPrime(prime)) continue;
    const power = BigInt(prime) << (32n * degree);
    // Floating point gives an approximation; the integer root is exact.
    let root = BigInt(Math.floor(prime ** (1 / Number(degree)) * 2 ** 32));
    while (root ** degree > power) root--;
    while ((root + 1n) ** degree <= power) root++;
    words[found++] = Number(BigInt.asUintN(32, root));
  }
  return words;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return true;
}

const START = fractions(8, 2n);
const ROUNDS = fractions(64, 3n);

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(...pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = new Uint8Array(Math.ceil((length + 9) / BLOCK) * BLOCK);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(length) * 8n);
  const state = START.slice();
  const words = new Int32Array(64);
  for (let block = 0; block < bytes.length; block += BLOCK) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + 4 * i);
    compress(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setUint32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

function compress(state: Uint32Array, words: Int32Array): void {
  const w = (i: number): number => words[i] as number;
  for (let i = 16; i < 64; i++) {
    const s0 = rotate(w(i - 15), 7) ^ rotate(w(i - 15), 18) ^ (w(i - 15) >>> 3);
    const s1 = rotate(w(i - 2), 17) ^ rotate(w(i - 2), 19) ^ (w(i - 2) >>> 10);
    words[i] = w(i - 16) + s0 + w(i - 7) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    ...[number, number, number, number, number, number, number, number],
  ];
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (ROUNDS[i] as number) + w(i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = (state[i] as number) + word;
  });
}

/** Signs messages with one key of at most 64 bytes. */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const pad = (byte: number): Uint8Array =>
    new Uint8Array(BLOCK).map((_, i) => (key[i] ?? 0) ^ byte);
  const inner = pad(0x36);
  const outer = pad(0x5c);
  return (message) => sha256(outer, sha256(inner, message));
}
