/** With the `u` flag a surrogate that is half of a pair is not seen alone: only lone ones match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const encoder = new TextEncoder();
/** `ignoreBOM`: a text that begins with U+FEFF keeps it. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The bytes that workerd makes of a string: UTF-8, and three bytes (`ED A0 80` to `ED BF BF`) for
 * a lone surrogate, as V8 writes it, where `TextEncoder` would write U+FFFD. Names and keys that
 * differ only in lone surrogates therefore stay apart.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (!LONE_SURROGATE.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      bytes.push(...encoder.encode(character));
    }
  }
  return new Uint8Array(bytes);
}

/** The string of UTF-8 bytes; each byte that is not UTF-8 becomes U+FFFD, as in workerd. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** How many bytes {@link encodeUtf8} gives, without making them. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/**
 * What is left of a string that went through workerd as UTF-8 and came back: the same, except
 * that a lone surrogate becomes three times U+FFFD.
 */
export function throughUtf8(text: string): string {
  return LONE_SURROGATE.test(text) ? decodeUtf8(encodeUtf8(text)) : text;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** False for the NaN that `charCodeAt()` gives beyond the end. */
function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
