/** With the `u` flag this matches lone surrogates only. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const encoder = new TextEncoder();
/** `ignoreBOM` keeps a leading U+FEFF. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Encodes a string as workerd does: UTF-8, with three bytes (`ED A0 80` to `ED BF BF`) for a lone
 * surrogate, where `TextEncoder` writes U+FFFD. So names and keys that differ only in lone
 * surrogates stay different.
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

/** Decodes UTF-8; each invalid byte becomes U+FFFD, as in workerd. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The length of the result of {@link encodeUtf8}. */
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
 * A string after a round trip through UTF-8 in workerd: the same, except that each lone surrogate
 * becomes three times U+FFFD.
 */
export function throughUtf8(text: string): string {
  return LONE_SURROGATE.test(text) ? decodeUtf8(encodeUtf8(text)) : text;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** False for NaN, which `charCodeAt()` returns beyond the end. */
function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
